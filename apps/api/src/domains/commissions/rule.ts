import { canonicalSku, canonicalText } from '@dreamteamhub/sdk/contract';

/** Whom a rule is for: one affiliate, the affiliates of a group, or all of them. */
export type RuleWho =
  | { kind: 'affiliate'; id: number }
  | { kind: 'group'; id: number }
  | { kind: 'everyone' };

/** What a rule is for: the goods with a SKU, of a product or in a category, or all of them. */
export type RuleWhat = { kind: 'sku' | 'product' | 'category'; value: string } | { kind: 'any' };

/** Which of a customer's orders a rule is for. */
export type RuleOrders = 'all' | 'first' | 'recurring';

/**
 * How long a rule pays for a customer, from this affiliate's first commission on one of the customer's orders: `months` in
 * the programme's time zone, or that many `orders`, the first included.
 */
export type RuleLimit = { months: number } | { orders: number };

/** Rates by the volume that an affiliate has brought in a month or altogether. */
export interface RuleTiers {
  window: 'month' | 'lifetime';
  /** `marginal`: each part of the volume has its own tier's rate. `whole`: the tier reached before an order is for all of it. */
  mode: 'marginal' | 'whole';
  /** Ascending; the first is from 0. A tier begins with the volume that it names. */
  steps: readonly RuleStep[];
}

export interface RuleStep {
  /** Volume, in minor units. */
  from: bigint;
  /** Basis points. */
  rateBps: number;
}

/** A version of a commission rule, which never changes. Amounts are minor units of the rule's currency. */
export interface CommissionRule {
  id: number;
  name: string;
  who: RuleWho;
  what: RuleWhat;
  kind: 'percent' | 'flatItem' | 'flatOrder';
  /** Of a percentage without tiers, in basis points: 0 pays nothing. */
  rateBps: number | null;
  /** Of a flat commission: for each item, or for the order. */
  amount: bigint | null;
  appliesTo: RuleOrders;
  limit: RuleLimit | null;
  tiers: RuleTiers | null;
  capPerOrder: bigint | null;
  /** For each affiliate. */
  capPerMonth: bigint | null;
  /** Days from the order until the commission may be paid. */
  holdDays: number;
  /** Whether nobody needs to approve the commission. */
  autoApprove: boolean;
  /** Whether a flat commission is also paid on what costs nothing. */
  payOnZero: boolean;
  /** Whether a customer's later orders keep the version that their first commission had. */
  lockRate: boolean;
  includeTax: boolean;
  includeShipping: boolean;
  from: Date;
  /** The first instant at which it does not count any more; null: open. */
  to: Date | null;
}

/** What rules tell goods apart by. */
export interface Goods {
  sku: string | null;
  productId: string | null;
  categories: readonly string[];
}

/** An affiliate as rules see one. */
export interface Payee {
  affiliateId: number;
  groupIds: readonly number[];
}

/** Whether a rule counts at a time: from its beginning, until just before its end. */
export function isLive({ from, to }: Pick<CommissionRule, 'from' | 'to'>, at: Date): boolean {
  return from <= at && (to === null || at < to);
}

/**
 * Returns a text that two rules share exactly when they are for the same affiliates, the same goods and the same orders: of
 * these, one counts at a time.
 */
export function scopeOf({
  who,
  what,
  appliesTo,
}: Pick<CommissionRule, 'who' | 'what' | 'appliesTo'>): string {
  return `${appliesTo} ${whoKey(who)} ${whatKey(what)}`;
}

/** Returns the keys of all that a rule can be for, of an affiliate. */
export function whoKeysOf({ affiliateId, groupIds }: Payee): Set<string> {
  return new Set([
    whoKey({ kind: 'affiliate', id: affiliateId }),
    ...groupIds.map((id) => whoKey({ kind: 'group', id })),
    whoKey({ kind: 'everyone' }),
  ]);
}

/** Returns the keys of all that a rule can be for, of a line's goods. */
export function whatKeysOf({ sku, productId, categories }: Goods): Set<string> {
  return new Set([
    ...(sku === null ? [] : [whatKey({ kind: 'sku', value: sku })]),
    ...(productId === null ? [] : [whatKey({ kind: 'product', value: productId })]),
    ...categories.map((value) => whatKey({ kind: 'category', value })),
    whatKey({ kind: 'any' }),
  ]);
}

/** Whether a rule takes its goods out of the programme: it names them, and pays nothing for them. */
export function isExclusion({ what, kind, rateBps, amount, tiers }: CommissionRule): boolean {
  if (what.kind === 'any') return false;
  return kind === 'percent' ? tiers === null && rateBps === 0 : amount === 0n;
}

/** Returns a text that says whom a rule is for. */
export function whoKey(who: RuleWho): string {
  return who.kind === 'everyone' ? 'everyone' : `${who.kind}:${who.id}`;
}

/** Returns a text that says what a rule is for: goods whose texts are canonically equal have the same. */
export function whatKey(what: RuleWhat): string {
  switch (what.kind) {
    case 'any':
      return 'any';
    case 'sku':
      return `sku:${canonicalSku(what.value)}`;
    case 'product':
    case 'category':
      return `${what.kind}:${canonicalText(what.value)}`;
  }
}
