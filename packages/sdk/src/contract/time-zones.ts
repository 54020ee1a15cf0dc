/**
 * Names of time zones. One zone has one name in the hub: that of the IANA database today. Whatever else it is called
 * there, in any case, is read as that zone.
 */

/**
 * Zones that browsers and Node call by the name they had when CLDR took them up (`Asia/Calcutta`), with the name that the
 * IANA database has for them now. CLDR never changes a name; this list grows with a city's new one.
 * Source: zone.tab of the IANA database, 2025b, resolved by ICU 78.
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Names without a region that the IANA database has for a place. Those for an abbreviation (`EST`, `CET`) are not here. */
const PLACES = new Set(
  `utc uct gmt gmt0 gmt+0 gmt-0 greenwich universal zulu cuba egypt eire gb gb-eire hongkong iceland iran israel jamaica
  japan kwajalein libya nz nz-chat navajo prc poland portugal roc rok singapore turkey w-su`.split(/\s+/),
);

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

/** Where places are. Runtimes know more names, such as `SystemV/EST5`. */
const REGIONS = 'Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific'.split(' ');
const INNER_REGIONS = ['America/Argentina', 'America/Indiana', 'America/Kentucky', 'America/North_Dakota'];
/** A whole number of hours without summer time. The sign is turned round, as POSIX has it: `Etc/GMT-2` is UTC+2. */
const FIXED = /^Etc\/GMT[+-]\d{1,2}$/;
const OFFSET = /^(?:UTC|GMT|Z)?\s*([+-]|\u2212)\s*(\d{1,2})(?::?(\d{2}))?$/i;
/** The longest name of the database has 32 characters. */
const MAX_LENGTH = 64;

/**
 * Returns the name of a zone in the IANA database: `europe/kiev` is `Europe/Kyiv`, `America/New York` is
 * `America/New_York`, `GMT` is `UTC`. Null for what names no zone, or none that has a place: an abbreviation, an offset.
 */
export function canonicalTimeZone(text: string): string | null {
  const name = text.trim().replace(/[\s_]+/g, '_');
  if (!/^[a-z][\w/+-]*$/i.test(name) || name.length > MAX_LENGTH) return null;
  if (!name.includes('/') && !PLACES.has(name.toLowerCase())) return null;
  const found = resolve(name);
  if (found === null) return null;
  const isOfPlace = REGIONS.some((region) => found.startsWith(`${region}/`));
  return isOfPlace || found === 'UTC' || FIXED.test(found) ? found : null;
}

function resolve(name: string): string | null {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // Some runtimes keep the name as it was given: Etc/UTC, GMT.
    return RENAMED[timeZone] ?? (/^(?:Etc\/)?(?:UTC|GMT)$/.test(timeZone) ? 'UTC' : timeZone);
  } catch {
    return null;
  }
}

/** Returns every zone that has a place, by name, and `UTC`; without the other names that each of them has. */
export function listTimeZones(): string[] {
  const names = Intl.supportedValuesOf('timeZone').map((name) => RENAMED[name] ?? name);
  const places = names.filter((name) => REGIONS.some((region) => name.startsWith(`${region}/`)));
  return [...new Set([...places, 'UTC'])].sort();
}

/** Says why a text names no zone, and which one may be meant; null when it names one. */
export function timeZoneProblem(text: string): string | null {
  if (canonicalTimeZone(text) !== null) return null;
  const shown = text.trim().slice(0, MAX_LENGTH);
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
