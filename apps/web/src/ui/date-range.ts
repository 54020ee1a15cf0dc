import { oneOf, type Param } from './search-params.ts';

/** Ranges by name, which the hub resolves in a zone. The contract of analytics has the same words. */
export const presets = [
  'today',
  'yesterday',
  '7d',
  '28d',
  '90d',
  'thisMonth',
  'lastMonth',
  'thisYear',
] as const;
export type Preset = (typeof presets)[number];

export const presetLabels: Record<Preset, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': 'Last 7 days',
  '28d': 'Last 28 days',
  '90d': 'Last 90 days',
  thisMonth: 'This month',
  lastMonth: 'Last month',
  thisYear: 'This year',
};

export const comparisons = ['none', 'previous', 'weekday', 'year'] as const;
export type Comparison = (typeof comparisons)[number];

export const comparisonLabels: Record<Comparison, string> = {
  none: 'No comparison',
  previous: 'The period before',
  weekday: 'Same weekdays before',
  year: 'A year before',
};

/** A day of the calendar, `2026-10-25`, in no zone. */
export type LocalDate = string;

/** A range as the hub takes it: by name, or from one day to another, both included. */
export type DateRange = { preset: Preset } | { from: LocalDate; to: LocalDate };

/** Reads a day that is in the calendar. */
export function localDate(text: string): LocalDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : text;
}

const dateParam: Param<LocalDate> = (value) => (typeof value === 'string' ? localDate(value) : undefined);

/** The parameters of a page with a range. Spread them into `readSearch`. */
export const rangeParams = {
  preset: oneOf(presets),
  from: dateParam,
  to: dateParam,
  compare: oneOf(comparisons),
};

export interface RangeSearch {
  preset?: Preset | undefined;
  from?: LocalDate | undefined;
  to?: LocalDate | undefined;
  compare?: Comparison | undefined;
}

/** The range of an address. Half a range, or one that ends before it begins, is none. */
export function rangeOf(search: RangeSearch, otherwise: Preset): DateRange {
  return chosenRange(search) ?? { preset: otherwise };
}

/** The range of an address that may have none. */
export function chosenRange({ preset, from, to }: RangeSearch): DateRange | null {
  if (preset !== undefined) return { preset };
  return from !== undefined && to !== undefined && from <= to ? { from, to } : null;
}

/** The parameters that say a range in an address, or that there is none. Spread them over the others. */
export function searchOfRange(range: DateRange | null): RangeSearch {
  if (range === null) return { preset: undefined, from: undefined, to: undefined };
  return 'preset' in range
    ? { preset: range.preset, from: undefined, to: undefined }
    : { preset: undefined, ...range };
}

/** Writes a range of days, both included, with no year twice: `Nov 1 – 28, 2026`. */
export function formatDateRange(from: LocalDate, to: LocalDate, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}
