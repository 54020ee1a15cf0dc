import type { Transaction } from '@dreamteamhub/db';
import { CommissionHistoryDao, type CommissionRuleRow, RuleDao } from '@dreamteamhub/db/commissions';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { parseMinor } from '../../platform/money.ts';
import { type CustomerHistory, ruleBookOf } from './choose-rule.ts';
import { type NeededFacts, neededFor } from './needed-facts.ts';
import { rateOrder } from './rate-order.ts';
import type { OrderCommissions, OrderLine, RatedOrder } from './rated-order.ts';
import type { CommissionRule } from './rule.ts';
import { isOwnRate, ruleOf } from './rule-rows.ts';
import { besideTrial, type TrialRule } from './trial-rule.ts';

export type { OrderLine, RatedLine } from './rated-order.ts';

/** An order, and the affiliate who is credited with it. */
export interface OrderToRate {
  /** Null: it is not stored. */
  id: number | null;
  storefrontId: number;
  affiliateId: number;
  currency: string;
  revenue: bigint;
  lines: readonly OrderLine[];
  orderedAt: Date;
  given: bigint | null;
  /** Keyed hashes; null where the order does not say. */
  customerIdHash: string | null;
  customerEmailHash: string | null;
}

/** Commissions, and how an attribution of the guide tells where they come from. */
export interface RatedCommissions extends OrderCommissions {
  /** `rule`: not by one rate. */
  source: 'given' | 'own' | 'default' | 'rule';
  basisPoints: number | null;
}

/** What orders are rated by beside the rules. */
export interface RatingOptions {
  /** The rate below all rules, in basis points. */
  defaultBps: number;
  /** The programme's zone where the storefront has none of its own. */
  hubZone: string;
  /** Tried out, for a preview. */
  trial?: TrialRule | null;
}

/** Rates an order by the rules that were live when it was placed. Reads what they ask for, and writes nothing. */
export async function rateStored(
  tx: Transaction,
  order: OrderToRate,
  { defaultBps, hubZone, trial = null }: RatingOptions,
): Promise<RatedCommissions> {
  const { affiliateId, currency, orderedAt, given } = order;
  const rated: RatedOrder = { revenue: order.revenue, lines: order.lines, orderedAt, given };
  const rows = given === null ? await new RuleDao(tx).getRulesOf(affiliateId, orderedAt) : [];
  const stored = rows.map((row) => ruleOf(row, currency));
  const rules = trial === null ? stored : [...besideTrial(stored, trial), trial.tried];
  const payee = { affiliateId, groupIds: groupsOf(rules), inactiveSince: null };
  const book = ruleBookOf(rules);
  const timeZone = rules.length === 0 ? hubZone : await zoneOf(tx, order.storefrontId, hubZone);
  const needed = neededFor(rated, { book, payee, timeZone });
  const facts = await readFacts(tx, order, { needed, rows, stored, trial });
  const commissions = rateOrder(rated, { book, payee, defaultBps, timeZone, ...facts });
  return { ...commissions, ...originOf(commissions, rules, defaultBps) };
}

function groupsOf(rules: readonly CommissionRule[]): number[] {
  return [...new Set(rules.flatMap(({ who }) => (who.kind === 'group' ? [who.id] : [])))];
}

async function zoneOf(tx: Transaction, storefrontId: number, hubZone: string): Promise<string> {
  return (await new StorefrontDao(tx).getStorefront(storefrontId))?.timeZone ?? hubZone;
}

async function readFacts(
  tx: Transaction,
  { id, storefrontId, affiliateId, currency, orderedAt, customerIdHash, customerEmailHash }: OrderToRate,
  {
    needed,
    rows,
    stored,
    trial,
  }: {
    needed: NeededFacts;
    rows: readonly CommissionRuleRow[];
    stored: readonly CommissionRule[];
    trial: TrialRule | null;
  },
) {
  const history = new CommissionHistoryDao(tx);
  const before = { orderedAt, orderId: id };
  if (needed.isCustomerNeeded || needed.volumes.length + needed.monthCaps.length > 0) {
    await history.lock(affiliateId);
  }
  const volumes = new Map<number, bigint>();
  for (const { rule, since } of needed.volumes) {
    const volume = await history.getVolume(affiliateId, { currency, from: since, before });
    volumes.set(rule.id, parseMinor(volume, currency));
  }
  const leftOfMonth = new Map<number, bigint>();
  for (const { rule, month } of needed.monthCaps) {
    const scopeKey = rows.find((row) => row.id === rule.id)?.scopeKey ?? trial?.scopeKey ?? '';
    const earned = await history.getEarned(affiliateId, { scopeKey, from: month.start, to: month.end });
    const left = (rule.capPerMonth ?? 0n) - parseMinor(earned, currency);
    leftOfMonth.set(rule.id, left < 0n ? 0n : left);
  }
  const isKnown = customerIdHash !== null || customerEmailHash !== null;
  let customer: CustomerHistory | null = null;
  if (needed.isCustomerNeeded && isKnown) {
    const hashes = { idHash: customerIdHash, emailHash: customerEmailHash };
    const { firstRuleIds, ...found } = await history.getCustomerHistory(hashes, {
      ...{ storefrontId, affiliateId, before },
    });
    customer = { ...found, lockedRules: stored.filter((rule) => firstRuleIds.includes(rule.id)) };
  }
  return { volumes, leftOfMonth, customer };
}

/** Returns where commissions come from in the words of the guide, which knows one rate an order. */
function originOf(
  { lines }: OrderCommissions,
  rules: readonly CommissionRule[],
  defaultBps: number,
): Pick<RatedCommissions, 'source' | 'basisPoints'> {
  if (lines.every(({ source }) => source === 'given')) return { source: 'given', basisPoints: null };
  if (lines.every(({ source }) => source === 'default'))
    return { source: 'default', basisPoints: defaultBps };
  const [first] = lines;
  const rule = rules.find(({ id }) => id === first?.ruleId);
  const isOne = rule !== undefined && lines.every(({ ruleId }) => ruleId === rule.id);
  if (isOne && isOwnRate(rule)) return { source: 'own', basisPoints: rule.rateBps };
  return { source: 'rule', basisPoints: null };
}
