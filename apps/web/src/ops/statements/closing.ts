import type { PayoutPeriod } from '../../hub/trpc.ts';
import { lastEnded, type Month, monthName, monthOfPeriod, monthsBetween, plusMonths } from './months.ts';

interface Programme {
  slug: string;
  name: string;
  zone: string;
}

/** What closing does at a storefront. */
export interface Closing {
  slug: string;
  name: string;
  /** The last month that is closed already; null: none. */
  closed: Month | null;
  /** The last month that can be closed. */
  ended: Month;
}

/** Returns where each storefront stands, by what is closed of it. */
export function closingsOf(
  programmes: readonly Programme[],
  periods: readonly Pick<PayoutPeriod, 'storefront' | 'startsAt' | 'endsAt'>[],
  now: Date,
): Closing[] {
  return programmes.map(({ slug, name, zone }) => {
    const months = periods
      .filter(({ storefront }) => storefront === slug)
      .map((period) => monthOfPeriod(period, zone))
      .sort();
    return { slug, name, closed: months.at(-1) ?? null, ended: lastEnded(now, zone) };
  });
}

/** How many months can be chosen for the last one: what nobody has closed for years is closed at once. */
const MOST_CHOICES = 24;

/** Returns the months that may be the last to close, newest first; none where everything is closed. */
export function lastMonths(closings: readonly Closing[]): Month[] {
  // What has ended everywhere: the hub refuses a month that goes on in one of the zones.
  const ended = closings.map((closing) => closing.ended).sort()[0];
  if (ended === undefined) return [];
  const firsts = closings.map(({ closed }) => (closed === null ? ended : plusMonths(closed, 1)));
  const first = firsts.sort()[0] ?? ended;
  return monthsBetween(first, ended).toReversed().slice(0, MOST_CHOICES);
}

/** Says what is closed of a storefront up to a month; null where nothing is left to close. */
export function closingWords(
  { closed }: Pick<Closing, 'closed'>,
  through: Month,
  locale?: string,
): string | null {
  if (closed === null) return `everything up to the end of ${monthName(through, locale)}`;
  const months = monthsBetween(plusMonths(closed, 1), through);
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return null;
  return first === last
    ? monthName(first, locale)
    : `${monthName(first, locale)} to ${monthName(last, locale)}, ${months.length} months`;
}
