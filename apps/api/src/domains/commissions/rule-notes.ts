import type { Executor } from '@dreamteamhub/db';
import { type CommissionRuleRow, RuleDao } from '@dreamteamhub/db/commissions';
import { InventoryDao } from '@dreamteamhub/db/inventory';
import { canonicalSku, canonicalText } from '@dreamteamhub/sdk/contract';
import { counted } from './explain.ts';
import type { CommissionRule } from './rule.ts';
import type { UnderstoodRule } from './rule-input.ts';
import { scopeKeyOf } from './rule-rows.ts';

/** Looking through all lines would take long; what is sold at all is among the last. */
const LINES_LOOKED_THROUGH = 10_000;

/** Versions that a new one of their scope meets. */
export interface InTheWay {
  /** Without an end, and it began earlier: the new version ends it. */
  supersedes: CommissionRuleRow | null;
  /** With an end, or it begins later: the new version cannot be stored. */
  overlaps: CommissionRuleRow | null;
}

/** Returns what a new version meets of those of its scope that have not ended when it begins. */
export function inTheWay(
  versions: readonly CommissionRuleRow[],
  { from, to }: Pick<CommissionRule, 'from' | 'to'>,
): InTheWay {
  const met = versions.filter((other) => to === null || other.from < to);
  const overlaps = met.find((other) => other.to !== null || other.from >= from) ?? null;
  return { overlaps, supersedes: overlaps === null ? (met[0] ?? null) : null };
}

/** Returns remarks about a rule that is allowed, and may not be meant. */
export async function notesOn(
  db: Executor,
  { rule, storefront }: UnderstoodRule,
  { now }: { now: Date },
): Promise<string[]> {
  return [
    ...(await notesOnGoods(db, rule)),
    ...(await notesOnNarrower(db, rule, { storefrontId: storefront?.id ?? null, now })),
    ...(await notesOnLaterForAll(db, rule, storefront?.slug ?? null)),
    ...notesOnFlat(rule),
    ...(rule.from < now && now.getTime() - rule.from.getTime() > A_WHILE
      ? ['It begins in the past: orders that are booked already are not rated again.']
      : []),
    ...(rule.autoApprove && rule.holdDays === 0
      ? ['Its commissions may be paid at once, before anything can come back.']
      : []),
  ];
}

/** A cap in the amount's currency may be lower than the amount; what the goods cost never limits it. */
function notesOnFlat({ kind }: CommissionRule): string[] {
  if (kind === 'percent') return [];
  return [
    kind === 'flatItem'
      ? 'It pays its amount for an item that costs less, too.'
      : 'It pays its amount for an order that brings less, too.',
  ];
}

/** Milliseconds: between the question and the answer. */
const A_WHILE = 60_000;

async function notesOnGoods(db: Executor, { what }: CommissionRule): Promise<string[]> {
  if (what.kind === 'any') return [];
  if (what.kind === 'sku') {
    const product = await new InventoryDao(db).getProductBySku(canonicalSku(what.value));
    return product === null ? [`There is no product with the SKU “${what.value}” in the inventory.`] : [];
  }
  const sought = { kind: what.kind, key: canonicalText(what.value) };
  if (await new RuleDao(db).hasLine(sought, LINES_LOOKED_THROUGH)) return [];
  const lines = `the last ${LINES_LOOKED_THROUGH.toLocaleString('en')} order lines`;
  return what.kind === 'product'
    ? [`None of ${lines} is of the product "${what.value}".`]
    : [`None of ${lines} is in the category "${what.value}".`];
}

/** Of rules for the same partners and goods the later one counts, also where the earlier one is for one storefront alone. */
async function notesOnLaterForAll(
  db: Executor,
  rule: CommissionRule,
  storefront: string | null,
): Promise<string[]> {
  if (storefront === null) return [];
  const versions = await new RuleDao(db).getVersionsAfter(scopeKeyOf(rule, null), rule.from);
  const later = versions
    .filter(({ from }) => from > rule.from && (rule.to === null || from < rule.to))
    .toSorted((a, b) => a.from.getTime() - b.from.getTime())[0];
  if (later === undefined) return [];
  const until = later.to === null ? '' : ` until ${later.to.toISOString()}`;
  return [
    `The rule “${later.name}” for all storefronts begins later: from ${later.from.toISOString()} on it goes before this one${until}.`,
  ];
}

async function notesOnNarrower(
  db: Executor,
  { who }: CommissionRule,
  { storefrontId, now }: { storefrontId: number | null; now: Date },
): Promise<string[]> {
  if (who.kind !== 'everyone') return [];
  const { affiliates, groups } = await new RuleDao(db).countNarrower(storefrontId, now);
  const named = [
    ...(affiliates === 0 ? [] : [counted(affiliates, 'partner')]),
    ...(groups === 0 ? [] : [counted(groups, 'group')]),
  ];
  if (named.length === 0) return [];
  const have = affiliates + groups === 1 ? 'has a rule of its own' : 'have rules of their own';
  return [`${named.join(' and ')} ${have} for all goods, which goes before this one.`];
}
