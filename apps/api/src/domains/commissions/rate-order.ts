import { allocate } from '../../platform/money.ts';
import { baseOf, goodsOf } from '../orders/order-line-rules.ts';
import { type Choice, type CustomerHistory, chooseRule } from './choose-rule.ts';
import { type Explanation, type Step, storedPassedOver } from './explanation.ts';
import { rateGroup } from './rate-group.ts';
import type { LineRate, RateableLine } from './rate-lines.ts';
import {
  type AnyLine,
  linesOf,
  type OrderCommissions,
  type RatedLine,
  type RatedOrder,
  type RatingContext,
} from './rated-order.ts';
import { type CommissionRule, isExclusion } from './rule.ts';

type ChosenLine = RateableLine & Choice & { place: number; customer: Explanation['customer'] };

/**
 * Rates an order: each line by the one rule that is chosen for it, rounded half-even once, then that rule's caps. A given
 * commission is the last word, also against caps and for an affiliate who is not active. Throws `RangeError` when a volume
 * or what is left of a month was not read, and for a quantity that is no number.
 */
export function rateOrder(order: RatedOrder, context: RatingContext): OrderCommissions {
  const lines = linesOf(order);
  const rated = order.given === null ? ratedByRules(order, lines, context) : ratedAsGiven(order.given, lines);
  const ratedLines = rated.map((line, place) => ({
    position: order.lines.length === 0 ? 0 : place + 1,
    lineId: lines[place]?.lineId ?? null,
    ...line,
  }));
  return { lines: ratedLines, total: ratedLines.reduce((sum, { amount }) => sum + amount, 0n) };
}

type Rated = Omit<RatedLine, 'position' | 'lineId'>;

function ratedAsGiven(given: bigint, lines: readonly AnyLine[]): Rated[] {
  const shares = allocate(given, lines.map(goodsOf));
  return lines.map((line, place) => {
    const base = baseOf(line);
    const amount = shares[place] ?? 0n;
    const step: Step = { step: 'given', whole: `${given}`, amount: `${amount}` };
    const explanation: Explanation = {
      ...{ source: 'given', rule: null, base: `${base}`, steps: [step] },
      ...{ customer: null, isLocked: false, passedOver: [] },
    };
    return {
      ...{ base, source: 'given', ruleId: null, rateBps: null, amount },
      ...{ holdDays: 0, autoApprove: false, explanation },
    };
  });
}

function ratedByRules({ orderedAt }: RatedOrder, lines: readonly AnyLine[], context: RatingContext): Rated[] {
  let countedBefore = 0n;
  const chosen = lines.map((line, place): ChosenLine => {
    const choice = chooseRule(line, { ...context, at: orderedAt });
    const base = countedOf(line, choice.rule);
    const before = countedBefore;
    countedBefore += base;
    const customer = choice.dependsOnCustomer ? customerOf(context.customer) : null;
    const { quantity } = line;
    return { ...choice, place, customer, base, goods: goodsOf(line), quantity, countedBefore: before };
  });
  // A version is one whether it came from the rules or with the customer.
  const groups = [...Map.groupBy(chosen, ({ rule }) => rule?.id).values()];
  return groups
    .flatMap((group) => ratedGroup(group, orderedAt, context))
    .sort((a, b) => a.place - b.place)
    .map(({ rated }) => rated);
}

function ratedGroup(group: readonly ChosenLine[], orderedAt: Date, context: RatingContext) {
  const rates = rateGroup(group[0]?.rule ?? null, group, { orderedAt, context });
  return rates.flatMap((rate, place) => {
    const line = group[place];
    return line === undefined ? [] : [{ place: line.place, rated: ratedLine(line, rate) }];
  });
}

/** What of a line counts: nothing of goods that its rule takes out of the programme. */
function countedOf(line: AnyLine, rule: CommissionRule | null): bigint {
  if (rule === null) return baseOf(line);
  return isExclusion(rule) ? 0n : baseOf(line, rule);
}

function customerOf(customer: CustomerHistory | null): Explanation['customer'] {
  if (customer === null) return 'unknown';
  return customer.isFirst ? 'first' : 'renewal';
}

function ratedLine(
  { rule, isLocked, passedOver, base, customer }: ChosenLine,
  { rateBps, amount, steps }: LineRate,
): Rated {
  const source = rule === null ? 'default' : 'rule';
  return {
    ...{ base, source, ruleId: rule?.id ?? null, rateBps, amount },
    ...{ holdDays: rule?.holdDays ?? 0, autoApprove: rule?.autoApprove ?? false },
    explanation: {
      ...{ source, rule: rule === null ? null : { id: rule.id, name: rule.name }, base: `${base}`, steps },
      ...{ customer, isLocked, passedOver: storedPassedOver(passedOver) },
    },
  };
}
