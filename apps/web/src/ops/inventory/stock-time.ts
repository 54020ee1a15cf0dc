import { formatCount } from '../../ui/format-number.ts';

/** A point of a stock's history, as the hub returns it; times are instants. */
export interface StockPoint {
  start: string;
  end: string;
  lowest: number | null;
  sold: number | null;
}

type Grain = 'quarter' | 'hour' | 'day' | 'week' | 'month';

const DAY_MILLISECONDS = 86_400_000;

/** A pace of fewer days is none: one good weekend would make it. */
const FEWEST_DAYS = 7;

/** Returns the units that were sold in all of the points; null where none of them is known. */
export function soldIn(points: readonly StockPoint[]): number | null {
  const known = points.flatMap(({ sold }) => (sold === null ? [] : [sold]));
  return known.length === 0 ? null : known.reduce((sum, sold) => sum + sold, 0);
}

export type Cover =
  /** The product has not been here long enough for a pace. */
  | { kind: 'unknown' }
  | { kind: 'unsold'; days: number }
  /** At `perDay` units a day the stock lasts so many days. */
  | { kind: 'days'; days: number; perDay: number };

/**
 * Returns how long a stock lasts: stock ÷ (units sold ÷ days), the usual days of cover. Days in which the product was not
 * there yet, or of which nothing is known, do not count.
 */
export function coverOf(history: { points: readonly StockPoint[]; asOf: string }, stock: number): Cover {
  const now = Date.parse(history.asOf);
  const known = history.points.filter(({ sold }) => sold !== null);
  const milliseconds = known.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(Date.parse(end), now) - Date.parse(start)),
    0,
  );
  const days = milliseconds / DAY_MILLISECONDS;
  const sold = soldIn(known);
  if (sold === null || days < FEWEST_DAYS) return { kind: 'unknown' };
  if (sold <= 0) return { kind: 'unsold', days: Math.round(days) };
  const perDay = sold / days;
  return { kind: 'days', days: Math.max(0, stock) / perDay, perDay };
}

/** `about 12 days`; of more than two years nobody needs the days. */
export function coverWords(days: number, locale?: string): string {
  if (days > 730) return 'over 2 years';
  const whole = Math.floor(days);
  if (whole < 1) return days === 0 ? 'none' : 'less than a day';
  return `${formatCount(whole, locale)} ${whole === 1 ? 'day' : 'days'}`;
}

const GRAIN_WORDS: Record<Grain, [one: string, many: string]> = {
  quarter: ['quarter of an hour', 'quarters of an hour'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
};

/**
 * Says in how many of the known points nothing was left, if only for a moment: `on 3 of 28 days`, `never`. Null where
 * nothing is known.
 */
export function outWords(points: readonly StockPoint[], grain: Grain, locale?: string): string | null {
  const known = points.filter(({ lowest }) => lowest !== null);
  if (known.length === 0) return null;
  const out = known.filter(({ lowest }) => Number(lowest) <= 0).length;
  if (out === 0) return 'never';
  const [one, many] = GRAIN_WORDS[grain];
  const all = `${formatCount(known.length, locale)} ${known.length === 1 ? one : many}`;
  return `${grain === 'day' ? 'on' : 'in'} ${formatCount(out, locale)} of ${all}`;
}
