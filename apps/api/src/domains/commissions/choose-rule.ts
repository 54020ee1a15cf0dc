import { type CommissionRule, type Goods, isLive, type Payee, scopeOf, scopesOf } from './rule.ts';

/** Rules by their scope, so that a line finds its own among thousands. */
export type RuleBook = ReadonlyMap<string, readonly CommissionRule[]>;

/**
 * Returns rules as {@link chooseRule} looks them up. Versions that have ended must be among them if they lock their rate:
 * customers may still have them.
 */
export function ruleBookOf(rules: Iterable<CommissionRule>): RuleBook {
  const book = new Map<string, CommissionRule[]>();
  for (const rule of rules) {
    const scope = scopeOf(rule);
    const others = book.get(scope);
    if (others === undefined) book.set(scope, [rule]);
    else others.push(rule);
  }
  return book;
}

/** What an affiliate has earned by a customer before an order. */
export interface CustomerHistory {
  /** No order of the customer with anything to count came before. */
  isFirst: boolean;
  /** When the customer placed the first order that this affiliate has a commission on. */
  firstCommissionAt: Date | null;
  /** Orders of the customer that this affiliate has a commission on. */
  commissionedOrders: number;
  /** Of each scope, the version that the affiliate's first commission by the customer had. */
  lockedRules: readonly CommissionRule[];
}

/** What a line's rule is chosen by. */
export interface Choosing {
  book: RuleBook;
  payee: Payee;
  /** When the customer ordered. */
  at: Date;
  /** Null: nobody knows the customer, or {@link dependsOnCustomer} of no line. An unknown customer's order is a first one. */
  customer: CustomerHistory | null;
}

/** Why a rule that fits a line was not the one. */
export type WhyPassedOver =
  | 'firstOrdersOnly'
  | 'renewalsOnly'
  /** The customer keeps an earlier version. */
  | 'lockedVersion'
  /** Another is for a smaller circle of affiliates, of goods, or of orders. */
  | 'widerPartners'
  | 'widerGoods'
  | 'widerOrders'
  /** Another began later; of two that began together, the one with the higher id counts. */
  | 'earlierStart'
  | 'lowerId';

export interface PassedOver {
  rule: CommissionRule;
  why: WhyPassedOver;
}

/** The rule of a line. */
export interface Choice {
  /** Null: no rule fits, and the hub's default rate counts. */
  rule: CommissionRule | null;
  /** It is the version that the customer's first commission had. */
  isLocked: boolean;
  /** Rules that fit the line at that time. */
  passedOver: PassedOver[];
}

/**
 * Chooses the one rule that a line of an order is rated by, of those that are live when the customer ordered: the one for
 * the affiliate, then for a group, then for everyone; of those by SKU, product, category, any goods; then one for just first
 * or later orders; then the one that began last, then the highest id. A rule for other orders than this is no candidate.
 */
export function chooseRule(goods: Goods, { book, payee, at, customer }: Choosing): Choice {
  const live = fittingRules(book, payee, goods).filter((rule) => isLive(rule, at));
  const isFirst = customer === null || customer.isFirst;
  const locked = isFirst ? [] : lockedFor(goods, payee, customer);
  const lockedScopes = new Set(locked.map(lockScopeOf));
  const lockedIds = new Set(locked.map(({ id }) => id));
  const all = [...locked, ...live.filter(({ id }) => !lockedIds.has(id))].map((rule) => {
    const isReplaced = lockedScopes.has(lockScopeOf(rule)) && !lockedIds.has(rule.id);
    return { rule, barred: otherOrders(rule, isFirst) ?? (isReplaced ? ('lockedVersion' as const) : null) };
  });
  const rule = bestOf(all.flatMap((one) => (one.barred === null ? [one.rule] : [])));
  return {
    rule,
    isLocked: rule !== null && lockedIds.has(rule.id),
    passedOver: all
      .filter((one) => one.rule !== rule)
      .map((one) => ({ rule: one.rule, why: whyNot(one.rule, one.barred, rule) }))
      .sort((one, other) => (isBefore(one.rule, other.rule) ? -1 : 1)),
  };
}

/**
 * Returns the rules that may rate a line, whoever the customer is, and whether it takes the customer's history to say which
 * and what it pays.
 */
export function possibleRules(
  goods: Goods,
  { book, payee, at }: Omit<Choosing, 'customer'>,
): { rules: CommissionRule[]; dependsOnCustomer: boolean } {
  const fitting = fittingRules(book, payee, goods);
  const live = fitting.filter((rule) => isLive(rule, at));
  const first = bestOf(live.filter((rule) => otherOrders(rule, true) === null));
  const renewal = bestOf(live.filter((rule) => otherOrders(rule, false) === null));
  const lockable = fitting.filter(({ lockRate, from }) => lockRate && from <= at);
  const rules = new Set([first, renewal, ...lockable].filter((rule) => rule !== null));
  return {
    rules: [...rules],
    dependsOnCustomer:
      first !== renewal || lockable.length > 0 || [...rules].some(({ limit }) => limit !== null),
  };
}

function fittingRules(book: RuleBook, payee: Payee, goods: Goods): CommissionRule[] {
  return scopesOf(payee, goods).flatMap((scope) => book.get(scope) ?? []);
}

/** The versions that a customer keeps, also when they have ended since. */
function lockedFor(goods: Goods, payee: Payee, { lockedRules }: CustomerHistory): CommissionRule[] {
  if (lockedRules.length === 0) return [];
  const scopes = new Set(scopesOf(payee, goods));
  return lockedRules.filter(
    (rule) => rule.lockRate && rule.appliesTo !== 'first' && scopes.has(scopeOf(rule)),
  );
}

/** Rules for first orders and for later ones of the same scope exist side by side. */
function lockScopeOf(rule: CommissionRule): string {
  return `${rule.appliesTo} ${scopeOf(rule)}`;
}

function otherOrders({ appliesTo }: CommissionRule, isFirst: boolean): WhyPassedOver | null {
  if (appliesTo === 'first' && !isFirst) return 'firstOrdersOnly';
  return appliesTo === 'recurring' && isFirst ? 'renewalsOnly' : null;
}

const WHO = { affiliate: 2, group: 1, everyone: 0 } as const;
const WHAT = { sku: 3, product: 2, category: 1, any: 0 } as const;

/** What rules are compared by, the most important first: the higher goes before. */
const PRECEDENCE: readonly { of: (rule: CommissionRule) => number; why: WhyPassedOver }[] = [
  { of: ({ who }) => WHO[who.kind], why: 'widerPartners' },
  { of: ({ what }) => WHAT[what.kind], why: 'widerGoods' },
  { of: ({ appliesTo }) => (appliesTo === 'all' ? 0 : 1), why: 'widerOrders' },
  { of: ({ from }) => from.getTime(), why: 'earlierStart' },
  { of: ({ id }) => id, why: 'lowerId' },
];

function bestOf(rules: readonly CommissionRule[]): CommissionRule | null {
  let best: CommissionRule | null = null;
  for (const rule of rules) {
    if (best === null || isBefore(rule, best)) best = rule;
  }
  return best;
}

function isBefore(rule: CommissionRule, other: CommissionRule): boolean {
  const difference = PRECEDENCE.find(({ of }) => of(rule) !== of(other));
  return difference !== undefined && difference.of(rule) > difference.of(other);
}

/** A rule of a wider circle would have lost in any case; only of its own circle it says what barred it. */
function whyNot(
  loser: CommissionRule,
  barred: WhyPassedOver | null,
  winner: CommissionRule | null,
): WhyPassedOver {
  const behind = winner === null ? undefined : PRECEDENCE.find(({ of }) => of(loser) !== of(winner));
  const isWider = behind?.why === 'widerPartners' || behind?.why === 'widerGoods';
  return (isWider ? behind.why : (barred ?? behind?.why)) ?? 'lowerId';
}
