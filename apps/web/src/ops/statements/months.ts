import type { PayoutPeriod } from '../../hub/trpc.ts';
import { wallTimeOf } from '../../ui/zoned-time.ts';

/** A month of a calendar: `2026-10`. */
export type Month = string;

/** The month of a period: that of its middle, since a storefront may have had another zone when it was closed. */
export function monthOfPeriod(period: Pick<PayoutPeriod, 'startsAt' | 'endsAt'>, zone: string): Month {
  const [from, to] = [Date.parse(period.startsAt), Date.parse(period.endsAt)];
  return monthAt(new Date((from + to) / 2), zone);
}

/** The last month that is over in a zone. */
export function lastEnded(now: Date, zone: string): Month {
  return plusMonths(monthAt(now, zone), -1);
}

function monthAt(instant: Date, zone: string): Month {
  return wallTimeOf(instant, zone).slice(0, 7);
}

export function plusMonths(month: Month, count: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const all = year * 12 + number - 1 + count;
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`;
}

/** From one month to another, both included; none where they are the other way round. */
export function monthsBetween(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = plusMonths(month, 1)) months.push(month);
  return months;
}

/** `October 2026`, in the reader's language. */
export function monthName(month: Month, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-15T00:00:00Z`),
  );
}
