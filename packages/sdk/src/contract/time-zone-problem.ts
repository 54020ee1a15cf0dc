import { canonicalTimeZone, listTimeZones, MAX_ZONE_LENGTH, REGIONS } from './time-zones.ts';

/** What people mean most often by an abbreviation, to ask them: `BST` is also Bangladesh, `IST` Israel and Ireland. */
const MEANT_BY: Readonly<Record<string, string>> = {
  'Africa/Johannesburg': 'SAST',
  'Africa/Lagos': 'WAT',
  'Africa/Nairobi': 'EAT',
  'America/Anchorage': 'AKST AKDT',
  'America/Argentina/Buenos_Aires': 'ART',
  'America/Bogota': 'COT',
  'America/Chicago': 'CST CDT CT CST6CDT',
  'America/Denver': 'MST MDT MT MST7MDT',
  'America/Halifax': 'AST ADT',
  'America/Los_Angeles': 'PST PDT PT PST8PDT',
  'America/New_York': 'EST EDT ET EST5EDT',
  'America/Sao_Paulo': 'BRT BRST',
  'America/St_Johns': 'NST NDT',
  'Asia/Bangkok': 'ICT',
  'Asia/Dubai': 'GST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Jakarta': 'WIB',
  'Asia/Karachi': 'PKT',
  'Asia/Kolkata': 'IST',
  'Asia/Manila': 'PHT',
  'Asia/Seoul': 'KST',
  'Asia/Singapore': 'SGT',
  'Asia/Tokyo': 'JST',
  'Australia/Adelaide': 'ACST ACDT',
  'Australia/Perth': 'AWST',
  'Australia/Sydney': 'AEST AEDT',
  'Europe/Athens': 'EET EEST',
  'Europe/Berlin': 'CET CEST MET MEST MEZ MESZ',
  'Europe/Lisbon': 'WET WEST',
  'Europe/London': 'BST',
  'Europe/Moscow': 'MSK',
  'Pacific/Auckland': 'NZST NZDT',
  'Pacific/Honolulu': 'HST',
};

const INNER_REGIONS = ['America/Argentina', 'America/Indiana', 'America/Kentucky', 'America/North_Dakota'];
const OFFSET = /^(?:UTC|GMT|Z)?\s*([+-]|\u2212)\s*(\d{1,2})(?::?(\d{2}))?$/i;

/** Says why a text names no zone, and which one may be meant; null when it names one. */
export function timeZoneProblem(text: string): string | null {
  if (canonicalTimeZone(text) !== null) return null;
  const shown = text.trim().slice(0, MAX_ZONE_LENGTH);
  const offset = OFFSET.exec(shown);
  if (offset !== null) {
    return `"${shown}" is an offset, which knows no summer time; name a place, as in Europe/Berlin${fixedZone(offset)}`;
  }
  const meant = Object.keys(MEANT_BY).find((zone) =>
    MEANT_BY[zone]?.split(' ').includes(shown.toUpperCase()),
  );
  if (meant !== undefined) return `"${shown}" is an abbreviation, not a time zone; did you mean ${meant}?`;
  const near = nearZones(shown);
  if (near.length === 0) return `there is no time zone "${shown}"; write it like Europe/Berlin`;
  const last = near.pop();
  return `there is no time zone "${shown}"; did you mean ${near.length === 0 ? '' : `${near.join(', ')} or `}${last}?`;
}

/** Where an offset in whole hours is what is really meant. */
function fixedZone([, sign, hours, minutes = '00']: RegExpExecArray): string {
  if (minutes !== '00') return '';
  const name = Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
  const zone = canonicalTimeZone(name);
  return zone === null ? '' : `, or ${zone} where it never changes`;
}

/** At most three zones whose city is written alike, the nearest first. */
function nearZones(text: string): string[] {
  const city = text.slice(text.lastIndexOf('/') + 1);
  // Also by the names that a city had: Saigon, Calcutta.
  const exact = [...REGIONS, ...INNER_REGIONS].flatMap(
    (region) => canonicalTimeZone(`${region}/${city}`) ?? [],
  );
  if (exact.length > 0) return [...new Set(exact)].slice(0, 3);
  const wanted = plain(city);
  if (wanted.length < 3) return [];
  // More would take Munich for Zurich.
  const reach = wanted.length < 8 ? 1 : 2;
  return listTimeZones()
    .map((zone) => ({ zone, distance: distanceTo(wanted, plain(zone.slice(zone.lastIndexOf('/') + 1))) }))
    .filter(({ distance }) => distance <= reach)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ zone }) => zone);
}

/** Letters without accents: `São Paulo` is `saopaulo`. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}

/** Letters to add, drop or exchange; what begins alike is near, however it goes on. */
function distanceTo(wanted: string, city: string): number {
  if (city === wanted) return 0;
  if (city.startsWith(wanted)) return 1;
  let row = Array.from({ length: city.length + 1 }, (_, place) => place);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= city.length; j++) {
      const change = (row[j - 1] ?? 0) + (wanted[i - 1] === city[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[city.length] ?? Number.POSITIVE_INFINITY;
}
