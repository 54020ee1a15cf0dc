import { type Bucket, type Grain, justBefore, readLabel, type WallTime } from './bucket.ts';
import { type DateStyle, dateFormat } from './bucket-names.ts';

export interface TimeTick {
  index: number;
  text: string;
}

interface TickRequest {
  buckets: readonly Bucket[];
  grain: Grain;
  /** Pixels from the first bucket's start to the last one's end. */
  width: number;
  /** 1 is Monday. */
  weekStart: number;
  locale?: string | undefined;
  /** Pixels that a text takes. */
  widthOf: (text: string) => number;
}

/** A tick stands where the number grows from one bucket to the next. */
interface Level {
  style: DateStyle;
  /** Where people count hours to 12, `3 AM` is plain; elsewhere `15` alone is not. */
  isHourEnough?: boolean;
  count: (time: WallTime) => number;
}

export const MAX_TIME_TICKS = 8;
const GAP = 14;

/**
 * Chooses at most eight buckets to name below a chart, on boundaries that people know: hours, midnights, starts of weeks,
 * months and years, as fine as the width allows. Where these are fewer than two, every n-th bucket.
 */
export function timeTicks(request: TickRequest): TimeTick[] {
  const times = request.buckets.map(({ label }) => readLabel(label));
  for (const level of levelsOf(request)) {
    const indices = beginnings(times, level.count);
    if (indices.length < 2) break;
    // Names take long to make, and these would never fit.
    if (indices.length > MAX_TIME_TICKS) continue;
    const ticks = indices.map((index) => nameTick(index, { times, level, request }));
    if (fits(ticks, request)) return ticks;
  }
  return evenTicks(times, request);
}

function beginnings(times: readonly WallTime[], count: Level['count']): number[] {
  return times.flatMap((time, index) => {
    const before = times[index - 1] ?? justBefore(time);
    return count(time) > count(before) ? [index] : [];
  });
}

function levelsOf({ grain, buckets, weekStart, locale }: TickRequest): Level[] {
  const week = (time: WallTime) => Math.floor((time.day + 4 - weekStart) / 7);
  const halfWeek = (time: WallTime) => week(time) * 2 + ((time.day + 4 - weekStart) % 7 >= 3 ? 1 : 0);
  const isBelowDay = grain === 'quarter' || grain === 'hour';
  const minutes = isBelowDay ? [15, 30, 60, 120, 180, 360, 720] : [];
  const isWeek = new Set(buckets.map(({ label }) => readLabel(label).day)).size <= 7;
  const countDays = (time: WallTime) => time.day;
  const days: Level[] = [
    ...(isWeek ? (['weekdayDate', 'weekday'] as const) : (['day'] as const)).map((style) => ({
      style,
      count: countDays,
    })),
    // Two ticks in two weeks are too few; two a week are too many for longer ranges.
    ...(grain === 'day' && buckets.length <= 16 ? [{ style: 'day' as const, count: halfWeek }] : []),
  ];
  return [
    ...minutes.map(
      (step): Level => ({
        style: 'time',
        isHourEnough: step % 60 === 0 && countsTo12(locale),
        count: countMinutes(step),
      }),
    ),
    ...(grain === 'month' ? [] : days),
    ...[1, 2].map((weeks): Level => ({ style: 'day', count: (time) => Math.floor(week(time) / weeks) })),
    ...[1, 2, 3, 6].map(
      (months): Level => ({ style: 'month', count: (time) => Math.floor(time.month / months) }),
    ),
    ...[1, 2, 5, 10].map(
      (years): Level => ({
        style: 'year',
        count: (time) => Math.floor(time.month / 12 / years),
      }),
    ),
  ];
}

function countsTo12(locale: string | undefined): boolean {
  return dateFormat('time', locale).resolvedOptions().hour12 === true;
}

/** Where clocks go back, the number falls, and the hour that comes again gets no second tick. */
function countMinutes(step: number): Level['count'] {
  return (time) => time.day * 1440 + Math.floor(time.minute / step) * step;
}

interface Naming {
  times: readonly WallTime[];
  level: Level;
  request: TickRequest;
}

function nameTick(index: number, { times, level, request }: Naming): TimeTick {
  const time = times[index] as WallTime;
  return { index, text: dateFormat(styleOf(time, { times, level }), request.locale).format(time.at) };
}

/** A midnight among hours says its day; a January among months says its year. */
function styleOf(time: WallTime, { times, level }: Pick<Naming, 'times' | 'level'>): DateStyle {
  const [first, last] = [times[0] ?? time, times.at(-1) ?? time];
  if (level.style === 'time' && first.day !== last.day && time.minute === 0) return 'day';
  if (level.style === 'time' && time.minute % 60 === 0 && level.isHourEnough) return 'hour';
  const hasTwoYears = Math.floor(first.month / 12) !== Math.floor(last.month / 12);
  if (level.style === 'month' && hasTwoYears && time.month % 12 === 0) return 'monthOfYear';
  return level.style;
}

function fits(ticks: readonly TimeTick[], { buckets, width, widthOf }: TickRequest): boolean {
  const band = width / buckets.length;
  return ticks.every((tick, place) => {
    const next = ticks[place + 1];
    if (next === undefined) return true;
    const room = (next.index - tick.index) * band;
    return room >= (widthOf(tick.text) + widthOf(next.text)) / 2 + GAP;
  });
}

const plainStyles: Record<Grain, DateStyle> = {
  quarter: 'time',
  hour: 'time',
  day: 'day',
  week: 'day',
  month: 'month',
};

function evenTicks(times: readonly WallTime[], request: TickRequest): TimeTick[] {
  const level: Level = { style: plainStyles[request.grain], count: (time) => time.at };
  for (let step = Math.ceil(times.length / MAX_TIME_TICKS); step < times.length; step += 1) {
    const indices = times.flatMap((_, index) => (index % step === 0 ? [index] : []));
    const ticks = indices.map((index) => nameTick(index, { times, level, request }));
    if (fits(ticks, request)) return ticks;
  }
  return times.length === 0 ? [] : [nameTick(0, { times, level, request })];
}
