import { addMonths } from '../../platform/zones.ts';
import type { CustomerHistory } from './choose-rule.ts';
import type { Step } from './explanation.ts';
import { type LineRate, percentOf, type RateableLine, rateLines } from './rate-lines.ts';
import type { RatingContext } from './rated-order.ts';
import { type CommissionRule, isExclusion } from './rule.ts';

/**
 * Returns what the lines of an order earn that one rule was chosen for, or none. Throws `RangeError` when a volume or what
 * is left of a month was not read.
 */
export function rateGroup(
  rule: CommissionRule | null,
  lines: readonly RateableLine[],
  { orderedAt, context }: { orderedAt: Date; context: RatingContext },
): LineRate[] {
  const { inactiveSince } = context.payee;
  if (inactiveSince !== null && inactiveSince <= orderedAt) {
    return lines.map(() => nothing({ step: 'inactive', since: inactiveSince.toISOString(), amount: '0' }));
  }
  if (rule === null) return lines.map(({ base }) => percentOf(base, context.defaultBps));
  if (isExclusion(rule)) {
    return lines.map(({ goods }) => ({
      ...nothing({ step: 'excluded', goods: `${goods}`, amount: '0' }),
      rateBps: rule.rateBps,
    }));
  }
  const overLimit = limitStep(rule, orderedAt, context);
  if (overLimit !== null) return lines.map(() => nothing(overLimit));
  return rateLines(rule, lines, {
    volume: rule.tiers === null ? 0n : read(context.volumes, rule, 'volume'),
    leftOfMonth: rule.capPerMonth === null ? 0n : read(context.leftOfMonth, rule, 'rest of the month'),
  });
}

function nothing(step: Step): LineRate {
  return { rateBps: null, amount: 0n, steps: [step] };
}

/** Returns the step that says that a rule has paid for a customer as long as it does; null while it still pays. */
function limitStep(
  { limit }: CommissionRule,
  orderedAt: Date,
  { customer, timeZone }: { customer: CustomerHistory | null; timeZone: string },
): Step | null {
  if (limit === null || customer === null || customer.firstCommissionAt === null) return null;
  const { firstCommissionAt, commissionedOrders } = customer;
  const isOver =
    'orders' in limit
      ? commissionedOrders >= limit.orders
      : orderedAt >= addMonths(firstCommissionAt, limit.months, timeZone);
  if (!isOver) return null;
  return {
    ...{ step: 'overLimit', limit, firstCommissionAt: firstCommissionAt.toISOString() },
    ...{ orders: commissionedOrders, amount: '0' },
  };
}

function read(amounts: ReadonlyMap<number, bigint>, { id }: CommissionRule, what: string): bigint {
  const amount = amounts.get(id);
  if (amount === undefined) throw new RangeError(`the ${what} of rule ${id} was not read`);
  return amount;
}
