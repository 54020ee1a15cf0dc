/** Days on which TARGET, by which banks in SEPA settle, is open: https://www.ecb.europa.eu (TARGET closing days). */

const ONE_DAY = 86_400_000;
const SUNDAY = 0;
const SATURDAY = 6;
const CLOSED_EACH_YEAR = new Set(['01-01', '05-01', '12-25', '12-26']);

/** Returns the first day after `day` on which TARGET is open. Days are `YYYY-MM-DD`. */
export function nextTargetDay(day: string): string {
  let at = Date.parse(`${day}T00:00:00Z`);
  do at += ONE_DAY;
  while (isClosed(at));
  return textOf(at);
}

function isClosed(at: number): boolean {
  const date = new Date(at);
  const weekday = date.getUTCDay();
  if (weekday === SATURDAY || weekday === SUNDAY) return true;
  const easter = easterSunday(date.getUTCFullYear());
  const isEaster = at === easter - 2 * ONE_DAY || at === easter + ONE_DAY;
  return isEaster || CLOSED_EACH_YEAR.has(textOf(at).slice('YYYY-'.length));
}

/** Of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher. */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * correction + 114;
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

function textOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
