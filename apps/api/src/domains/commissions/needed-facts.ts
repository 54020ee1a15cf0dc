import { monthOf, type Span, spanOfMonth } from '../../platform/zones.ts';
import { possibleRules, type RuleBook } from './choose-rule.ts';
import { linesOf, type RatedOrder } from './rated-order.ts';
import type { CommissionRule, Payee } from './rule.ts';

/** What must be read before an order is rated. For most orders that is nothing. */
export interface NeededFacts {
  /** Whether to read the customer's history. */
  isCustomerNeeded: boolean;
  /** Rules with tiers, each with the first instant of its window: null for all time. The window ends with the order. */
  volumes: { rule: CommissionRule; since: Date | null }[];
  /** Rules with a cap a month, each with the order's month in the programme's time zone. */
  monthCaps: { rule: CommissionRule; month: Span }[];
}

/** Returns what must be read before an order is rated, whoever its customer turns out to be. */
export function neededFor(
  order: RatedOrder,
  { book, payee, timeZone }: { book: RuleBook; payee: Payee; timeZone: string },
): NeededFacts {
  if (order.given !== null) return { isCustomerNeeded: false, volumes: [], monthCaps: [] };
  const possible = linesOf(order).map((line) => possibleRules(line, { book, payee, at: order.orderedAt }));
  const rules = [...new Set(possible.flatMap((line) => line.rules))];
  const month = () => spanOfMonth(monthOf(order.orderedAt, timeZone), timeZone);
  return {
    isCustomerNeeded: possible.some(({ dependsOnCustomer }) => dependsOnCustomer),
    volumes: rules.flatMap((rule) =>
      rule.tiers === null ? [] : [{ rule, since: rule.tiers.window === 'month' ? month().start : null }],
    ),
    monthCaps: rules.flatMap((rule) => (rule.capPerMonth === null ? [] : [{ rule, month: month() }])),
  };
}
