import { type Point, readLabel, toPlot } from './bucket.ts';
import { dateFormat, hasTwoOffsets, nameBucket, nameRange } from './bucket-names.ts';
import { type NamedSeries, nameComparison } from './time-series.ts';
import { describeChange, type Unit } from './units.ts';

/**
 * Says what a chart shows: the total and its range, the change, the peak, and what is not there.
 *
 * @example 1,234 clicks, Oct 5 – Nov 1, 2026. Up 12% on the previous period (Sep 7 – Oct 4, 2026). Most on Tue, Oct 6, 2026: 120.
 */
export function describeSeries(
  [first, second]: readonly [NamedSeries, NamedSeries?],
  unit: Unit,
  locale?: string,
): string {
  if (second === undefined) return describeOne(first, unit, locale);
  return [first, second].map((one) => `${one.name}: ${describeOne(one, unit, locale)}`).join(' ');
}

function describeOne({ data }: NamedSeries, unit: Unit, locale?: string): string {
  if (data.points.every(({ value }) => value === null)) {
    return `Nothing is known for ${nameRange(data.fromDate, data.toDate, locale)}.`;
  }
  const total = data.total === null ? unit.exact(null) : unit.inWords(data.total);
  const soFar = data.points.every(({ isComplete }) => isComplete) ? '' : ' so far';
  return [
    `${total}${soFar}, ${nameRange(data.fromDate, data.toDate, locale)}.`,
    describeComparison({ data }, locale),
    describePeak(data.points, { unit, locale, grain: data.grain }),
    describeMissing(data.missingBefore, { data, locale }),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function describeComparison({ data }: Pick<NamedSeries, 'data'>, locale?: string): string {
  const { comparison, total } = data;
  if (comparison === null) return '';
  const { words } = describeChange(comparison.change, total, locale);
  const name = nameComparison(comparison).toLowerCase();
  const range = nameRange(comparison.fromDate, comparison.toDate, locale);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} on the ${name} (${range}).`;
}

interface Wording {
  unit: Unit;
  locale: string | undefined;
  grain: NamedSeries['data']['grain'];
}

function describePeak(points: readonly Point[], { unit, locale, grain }: Wording): string {
  const values = toPlot(points.map(({ value }) => value));
  const most = values.reduce<number>((high, value) => Math.max(high, value ?? high), 0);
  const peak = points[values.indexOf(most)];
  const known = values.filter((value) => value !== null).length;
  if (most <= 0 || peak === undefined || known < 2) return '';
  const name = nameBucket(peak, { grain, locale, withOffset: hasTwoOffsets(points) });
  const preposition = { quarter: 'at', hour: 'at', day: 'on', week: 'in', month: 'in' }[grain];
  return `Most ${preposition} ${name}: ${unit.exact(peak.value)}.`;
}

function describeMissing(
  missingBefore: string | null,
  { data, locale }: Pick<NamedSeries, 'data'> & { locale: string | undefined },
): string {
  if (missingBefore === null) return '';
  const kept = data.points.find(({ start }) => Date.parse(start) >= Date.parse(missingBefore));
  if (kept === undefined || kept === data.points[0]) return '';
  return `Nothing is kept from before ${dateFormat('range', locale).format(readLabel(kept.label).at)}.`;
}
