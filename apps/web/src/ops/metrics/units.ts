import { countUnit, moneyUnit, type Unit } from '../../ui/charts/units.ts';
import { isMoney, type Metric } from './metrics.ts';

export const clickUnit = countUnit({ one: 'click', many: 'clicks' });
const orderUnit = countUnit({ one: 'order', many: 'orders' });
/** One of each, because charts are drawn anew for another one. */
const amounts = new Map<string, Unit>();

/** How values of a metric are written. Amounts need their currency. */
export function unitOf(metric: Metric, currency: string): Unit {
  if (!isMoney(metric)) return metric === 'clicks' ? clickUnit : orderUnit;
  const key = `${metric} ${currency}`;
  const known = amounts.get(key) ?? moneyUnit({ currency, noun: `of ${metric}` });
  amounts.set(key, known);
  return known;
}
