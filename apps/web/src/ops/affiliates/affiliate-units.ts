import { countUnit, moneyUnit, type Unit } from '../../ui/charts/units.ts';
import type { Metric } from './affiliate-search.ts';

export const clickUnit = countUnit({ one: 'click', many: 'clicks' });
const orderUnit = countUnit({ one: 'order', many: 'orders' });
/** One of each, because charts are drawn anew for another one. */
const amounts = new Map<string, Unit>();

export const metricNames: Readonly<Record<Metric, string>> = {
  clicks: 'Clicks',
  orders: 'Orders',
  revenue: 'Revenue',
  commission: 'Commission',
};

/** How values of a metric are written; amounts in the partner's currency. */
export function unitOf(metric: Metric, currency: string): Unit {
  if (metric === 'clicks') return clickUnit;
  if (metric === 'orders') return orderUnit;
  const key = `${metric} ${currency}`;
  const known = amounts.get(key) ?? moneyUnit({ currency, noun: `of ${metric}` });
  amounts.set(key, known);
  return known;
}
