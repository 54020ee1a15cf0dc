import { monthOf, type Span, spanOfMonth } from '../../platform/zones.ts';
import { reversal } from '../orders/rules.ts';
import { type CustomerHistory, possibleRules, type RuleBook, ruleBookOf } from './choose-rule.ts';
import { rateOrder } from './rate-order.ts';
import { linesOf, type RatedLine, type RatedOrder } from './rated-order.ts';
import type { CommissionRule, Payee } from './rule.ts';
import { besideTrial, type TrialRule } from './trial-rule.ts';

/** What a line of an order was booked at. Amounts are minor units. */
export interface BookedPart {
  base: bigint;
  baseReversed: bigint;
  amount: bigint;
  ruleId: number | null;
}

/** An order to rate again, as it was booked. */
export interface OrderAgain {
  orderId: number;
  payee: Payee;
  order: RatedOrder;
  parts: readonly BookedPart[];
  /** Of the commission, before refunds. */
  booked: bigint;
  /** The rate below all rules when it was booked, in basis points. */
  defaultBps: number;
}

/** What an affiliate had earned by a customer, and by which versions the first of it. */
export interface CustomerAgain extends Omit<CustomerHistory, 'lockedRules'> {
  firstRuleIds: readonly number[];
}

/** What an affiliate brought and earned before the orders that are rated again. */
export interface EarlierSums {
  lifetime: bigint;
  /** In the month that the first of them is in. */
  month: bigint;
  /** By the rules of each scope, in that month. */
  earned: ReadonlyMap<string, bigint>;
}

interface Sums {
  lifetime: bigint;
  month: bigint;
  earned: Map<string, bigint>;
  monthStart: number;
}

/**
 * Rates the orders of one storefront again, in order of time, as if a rule had been live then. Volumes and what months have
 * left follow from the orders before as they are rated here, net of what is refunded of them by now.
 */
export class ImpactRun {
  readonly #book: RuleBook;
  readonly #rules: ReadonlyMap<number, CommissionRule>;
  readonly #scopes: ReadonlyMap<number, string>;
  readonly #trialId: number;
  readonly #timeZone: string;
  readonly #sums = new Map<number, Sums>();
  #month: Span;
  /** Which sums from before the orders are asked for. */
  readonly needs: { lifetime: boolean; month: boolean; earned: boolean };

  constructor(
    stored: readonly (CommissionRule & { scopeKey: string })[],
    trial: TrialRule,
    { from, timeZone }: { from: Date; timeZone: string },
  ) {
    const { tried } = trial;
    const rules = [...besideTrial(stored, trial), tried];
    this.#book = ruleBookOf(rules);
    this.needs = {
      lifetime: rules.some(({ tiers }) => tiers?.window === 'lifetime'),
      month: rules.some(({ tiers }) => tiers?.window === 'month'),
      earned: rules.some(({ capPerMonth }) => capPerMonth !== null),
    };
    this.#rules = new Map(stored.map((rule) => [rule.id, rule]));
    this.#scopes = new Map([
      ...stored.map((rule) => [rule.id, rule.scopeKey] as const),
      [tried.id, trial.scopeKey] as const,
    ]);
    this.#trialId = tried.id;
    this.#timeZone = timeZone;
    this.#month = spanOfMonth(monthOf(from, timeZone), timeZone);
  }

  /** Whether the rule that is tried out may rate a line of an order, and whether its customer's history says that. */
  concerns({ order, payee }: Pick<OrderAgain, 'order' | 'payee'>): {
    isMeant: boolean;
    isCustomerNeeded: boolean;
  } {
    const lines = linesOf(order).map((line) =>
      possibleRules(line, { book: this.#book, payee, at: order.orderedAt }),
    );
    const isMeant = lines.some(({ rules }) => rules.some(({ id }) => id === this.#trialId));
    return { isMeant, isCustomerNeeded: isMeant && lines.some((line) => line.dependsOnCustomer) };
  }

  /** The month of the first order that is rated again. */
  get month(): Span {
    return this.#month;
  }

  /** Affiliates of whom nothing is known yet. */
  unknownOf(affiliateIds: Iterable<number>): number[] {
    return [...new Set(affiliateIds)].filter((id) => !this.#sums.has(id));
  }

  learn(affiliateId: number, { lifetime, month, earned }: EarlierSums): void {
    const monthStart = this.#month.start.getTime();
    this.#sums.set(affiliateId, { lifetime, month, earned: new Map(earned), monthStart });
  }

  /** Returns the commission on an order; each order once, in order of time. */
  rate(
    again: OrderAgain,
    { isMeant, customer }: { isMeant: boolean; customer: CustomerAgain | null },
  ): bigint {
    const sums = this.#sumsOf(again);
    if (!isMeant) {
      this.#note(sums, again.parts, again.parts);
      return again.booked;
    }
    const { order, payee, parts } = again;
    const rated = rateOrder(order, {
      ...{ book: this.#book, payee: { ...payee, inactiveSince: null }, timeZone: this.#timeZone },
      defaultBps: again.defaultBps,
      ...this.#factsOf(again, sums),
      customer:
        customer === null
          ? null
          : { ...customer, lockedRules: customer.firstRuleIds.flatMap((id) => this.#rules.get(id) ?? []) },
    });
    this.#note(sums, rated.lines, parts);
    return rated.total;
  }

  #factsOf({ order, payee }: OrderAgain, sums: Sums) {
    const volumes = new Map<number, bigint>();
    const leftOfMonth = new Map<number, bigint>();
    const { lifetime, month, earned } = this.needs;
    if (!lifetime && !month && !earned) return { volumes, leftOfMonth };
    for (const line of linesOf(order)) {
      for (const rule of possibleRules(line, { book: this.#book, payee, at: order.orderedAt }).rules) {
        if (rule.tiers !== null) volumes.set(rule.id, sums[rule.tiers.window]);
        if (rule.capPerMonth === null) continue;
        const left = rule.capPerMonth - (sums.earned.get(this.#scopes.get(rule.id) ?? '') ?? 0n);
        leftOfMonth.set(rule.id, left < 0n ? 0n : left);
      }
    }
    return { volumes, leftOfMonth };
  }

  #sumsOf({ payee, order }: OrderAgain): Sums {
    if (order.orderedAt >= this.#month.end) {
      this.#month = spanOfMonth(monthOf(order.orderedAt, this.#timeZone), this.#timeZone);
    }
    const sums = this.#sums.get(payee.affiliateId);
    if (sums === undefined)
      throw new RangeError(`what affiliate ${payee.affiliateId} brought before was not read`);
    if (sums.monthStart !== this.#month.start.getTime()) {
      sums.monthStart = this.#month.start.getTime();
      sums.month = 0n;
      sums.earned.clear();
    }
    return sums;
  }

  /** Adds what an order counts for the orders after it, of which the same share came back as of the booked one. */
  #note(
    sums: Sums,
    lines: readonly Pick<RatedLine, 'base' | 'amount' | 'ruleId'>[],
    parts: readonly BookedPart[],
  ): void {
    for (const [place, { base, amount, ruleId }] of lines.entries()) {
      const back = parts[place]?.baseReversed ?? 0n;
      const net = back > base ? 0n : base - back;
      sums.lifetime += net;
      sums.month += net;
      const scope = ruleId === null ? undefined : this.#scopes.get(ruleId);
      if (scope === undefined) continue;
      const kept = amount - (base === 0n ? 0n : reversal(amount, base, back));
      sums.earned.set(scope, (sums.earned.get(scope) ?? 0n) + kept);
    }
  }
}
