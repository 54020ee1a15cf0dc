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

/** Where places are. Runtimes know more names, such as `SystemV/EST5`. */
export const REGIONS = 'Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific'.split(
  ' ',
);
/** A whole number of hours without summer time. The sign is turned round, as POSIX has it: `Etc/GMT-2` is UTC+2. */
const FIXED = /^Etc\/GMT[+-]\d{1,2}$/;
/** The longest name of the database has 32 characters. */
export const MAX_ZONE_LENGTH = 64;

/**
 * Returns the name of a zone in the IANA database: `europe/kiev` is `Europe/Kyiv`, `America/New York` is
 * `America/New_York`, `GMT` is `UTC`. Null for what names no zone, or none that has a place: an abbreviation, an offset.
 */
export function canonicalTimeZone(text: string): string | null {
  const name = text.trim().replace(/[\s_]+/g, '_');
  if (!/^[a-z][\w/+-]*$/i.test(name) || name.length > MAX_ZONE_LENGTH) return null;
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
