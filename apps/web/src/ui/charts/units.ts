import { formatMoney, formatQuantity } from '../format-number.ts';
import type { Value } from './bucket.ts';

/** How the values of a chart are written. */
export interface Unit {
  /** All digits, with the currency. A value that is not known is a dash. */
  exact: (value: Value) => string;
  /** As a part of a sentence: `1,234 clicks`. */
  inWords: (value: string | number) => string;
  /** Beside a line of the chart: `1.25K`, `€20`. `step` is the distance to the next. */
  short: (value: number, step: number) => string;
  /** Whether nothing lies between 1 and 2. */
  isWhole: boolean;
}

const NOT_KNOWN = '–';

/**
 * Whole numbers of things.
 *
 * @example countUnit({ one: 'click', many: 'clicks' })
 */
export function countUnit(noun: { one: string; many: string }, locale?: string): Unit {
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });
  const exact = (value: string | number) => minus(formatQuantity(String(value), locale));
  return {
    exact: (value) => (value === null ? NOT_KNOWN : exact(value)),
    inWords: (value) => `${exact(value)} ${Math.abs(Number(value)) === 1 ? noun.one : noun.many}`,
    short: (value) => minus(compact.format(value)),
    isWhole: true,
  };
}

/** Amounts of money as decimal strings, which keep all their digits. `noun` follows the amount in sentences: `revenue`. */
export function moneyUnit({
  currency,
  noun,
  locale,
}: {
  currency: string;
  noun: string;
  locale?: string;
}): Unit {
  const compact = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumSignificantDigits: 3,
  });
  const exact = (value: string | number) => minus(formatMoney(String(value), currency, locale));
  return {
    exact: (value) => (value === null ? NOT_KNOWN : exact(value)),
    inWords: (value) => `${exact(value)} ${noun}`,
    // Two amounts below each other have the same number of decimals.
    short: (value, step) =>
      Number.isInteger(step) || step > 1 ? minus(compact.format(value)) : exact(value),
    isWhole: false,
  };
}

/** A minus is as wide as a plus and a digit, and is read as one; a hyphen is not. */
function minus(text: string): string {
  return text.replace('-', '−');
}

export interface ChangeText {
  direction: 'up' | 'down' | 'same' | 'new';
  /** With an arrow: `↑ 12%`. */
  short: string;
  /** Without: `up 12%`. */
  words: string;
}

/**
 * Says how much a value differs from the one that it is compared with. `change` is a ratio, 0.12 for 12 % more; null where
 * the other is 0, from which nothing can be a percentage.
 */
export function describeChange(change: number | null, value: Value, locale?: string): ChangeText {
  if (change === null) {
    return Number(value ?? 0) === 0
      ? { direction: 'same', short: '0%', words: 'no change' }
      : { direction: 'new', short: 'new', words: 'new, from nothing' };
  }
  const distance = Math.abs(change);
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: distance < 0.0995 ? 1 : 0,
  }).format(distance);
  if (distance < 0.0005) return { direction: 'same', short: percent, words: 'no change' };
  return change > 0
    ? { direction: 'up', short: `↑ ${percent}`, words: `up ${percent}` }
    : { direction: 'down', short: `↓ ${percent}`, words: `down ${percent}` };
}

/** A part of a whole: `12.5%`, and `<0.1%` for what is there. */
export function formatShare(part: number, whole: number, locale?: string): string {
  const share = whole === 0 ? 0 : part / whole;
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return share > 0 && share < 0.001 ? `<${format.format(0.001)}` : format.format(share);
}
