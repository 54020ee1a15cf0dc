import {
  type CommissionRule,
  type Goods,
  isLive,
  type Payee,
  scopeOf,
  whatKey,
  whatKeysOf,
  whoKey,
  whoKeysOf,
} from './rule.ts';

/** Rules by whom and what they are for, so that a line finds its own among thousands. */
export type RuleBook = ReadonlyMap<string, ReadonlyMap<string, readonly CommissionRule[]>>;

/**
 * Returns rules as {@link chooseRule} looks them up: those of one storefront and those of the whole hub. Versions that have
 * ended must be among them if they lock their rate: customers may still have them.
 */
export function ruleBookOf(rules: Iterable<CommissionRule>): RuleBook {
  const book = new Map<string, Map<string, CommissionRule[]>>();
  for (const rule of rules) {
    const ofWho = book.get(whoKey(rule.who)) ?? new Map<string, CommissionRule[]>();
    book.set(whoKey(rule.who), ofWho);
    ofWho.set(whatKey(rule.what), [...(ofWho.get(whatKey(rule.what)) ?? []), rule]);
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
  /** Null: nobody knows the customer, or no line depends on it. An unknown customer's order is a first one. */
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
  /** Rules that fit the line at that time, the closest first. */
  passedOver: PassedOver[];
  /** Whether another customer may have had another rule, or another end of it. */
  dependsOnCustomer: boolean;
}

/**
 * Chooses the one rule that a line of an order is rated by, of those that are live when the customer ordered: the one for
 * the affiliate, then for a group, then for everyone; of those by SKU, product, category, any goods; then one for just first
 * or later orders; then the one that began last, then the highest id. A rule for other orders than this is no candidate.
 */
export function chooseRule(goods: Goods, { book, payee, at, customer }: Choosing): Choice {
  const fitting = fittingRules(book, payee, goods);
  const live = fitting.filter((rule) => isLive(rule, at));
  const isFirst = customer === null || customer.isFirst;
  const locked = isFirst ? [] : lockedFor(goods, payee, customer);
  const lockedScopes = new Set(locked.map(scopeOf));
  const lockedIds = new Set(locked.map(({ id }) => id));
  const all = [...locked, ...live.filter(({ id }) => !lockedIds.has(id))].map((rule) => {
    const isReplaced = lockedScopes.size > 0 && lockedScopes.has(scopeOf(rule)) && !lockedIds.has(rule.id);
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
    dependsOnCustomer: possibleOf(fitting, at).dependsOnCustomer,
  };
}

/** Rules that may rate a line. */
export interface PossibleRules {
  rules: CommissionRule[];
  /** Whether it takes the customer's history to say which it is, and what it pays. */
  dependsOnCustomer: boolean;
}

/** Returns the rules that may rate a line, whoever the customer is. */
export function possibleRules(goods: Goods, { book, payee, at }: Omit<Choosing, 'customer'>): PossibleRules {
  return possibleOf(fittingRules(book, payee, goods), at);
}

function possibleOf(fitting: readonly CommissionRule[], at: Date): PossibleRules {
  const live = fitting.filter((rule) => isLive(rule, at));
  const first = bestOf(live.filter((rule) => otherOrders(rule, true) === null));
  const renewal = bestOf(live.filter((rule) => otherOrders(rule, false) === null));
  const lockable = fitting.filter(({ lockRate, from }) => lockRate && from <= at);
  const rules = [...new Set([first, renewal, ...lockable].filter((rule) => rule !== null))];
  const isLimited = rules.some(({ limit }) => limit !== null);
  return { rules, dependsOnCustomer: first !== renewal || lockable.length > 0 || isLimited };
}

function fittingRules(book: RuleBook, payee: Payee, goods: Goods): CommissionRule[] {
  const whats = [...whatKeysOf(goods)];
  return [...whoKeysOf(payee)].flatMap((who) => {
    const ofWho = book.get(who);
    return ofWho === undefined ? [] : whats.flatMap((what) => ofWho.get(what) ?? []);
  });
}

/** The versions that a customer keeps, also when they have ended since. */
function lockedFor(goods: Goods, payee: Payee, { lockedRules }: CustomerHistory): CommissionRule[] {
  if (lockedRules.length === 0) return [];
  const [whos, whats] = [whoKeysOf(payee), whatKeysOf(goods)];
  return lockedRules.filter(
    ({ lockRate, appliesTo, who, what }) =>
      lockRate && appliesTo !== 'first' && whos.has(whoKey(who)) && whats.has(whatKey(what)),
  );
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

/** Returns rules in the order in which they go before each other. */
export function byPrecedence(rules: readonly CommissionRule[]): CommissionRule[] {
  return rules.toSorted((rule, other) => (isBefore(rule, other) ? -1 : 1));
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
