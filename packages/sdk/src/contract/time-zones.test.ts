import { describe, expect, test } from 'vitest';
import { storefronts } from './storefronts.ts';
import { timeZoneProblem } from './time-zone-problem.ts';
import { canonicalTimeZone, listTimeZones } from './time-zones.ts';

describe('a zone has one name', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/BERLIN', 'Europe/Berlin'],
    [' Europe/Berlin\n', 'Europe/Berlin'],
    ['America/New York', 'America/New_York'],
    ['america/argentina/buenos_aires', 'America/Argentina/Buenos_Aires'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Japan', 'Asia/Tokyo'],
    ['nz-chat', 'Pacific/Chatham'],
    // Zones that have the same clocks today stay apart: a country may change its own.
    ['Europe/Oslo', 'Europe/Oslo'],
    ['Atlantic/Reykjavik', 'Atlantic/Reykjavik'],
    ['utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['Zulu', 'UTC'],
    // Without summer time, and with the sign of POSIX: two hours ahead of UTC.
    ['Etc/GMT-2', 'Etc/GMT-2'],
    ['etc/gmt+11', 'Etc/GMT+11'],
  ])('%j is %s', (written, name) => {
    expect(canonicalTimeZone(written)).toBe(name);
    expect(canonicalTimeZone(name)).toBe(name);
    expect(timeZoneProblem(written)).toBeNull();
  });

  test('of all that there are, each is its own name, and no other one is listed', () => {
    const zones = listTimeZones();
    expect(zones.length).toBeGreaterThan(400);
    expect(zones.filter((zone) => canonicalTimeZone(zone) !== zone)).toEqual([]);
    expect(zones).toEqual(
      expect.arrayContaining(['UTC', 'Asia/Kathmandu', 'America/Nuuk', 'Pacific/Kanton']),
    );
    expect(zones.filter((zone) => /^Etc|Kiev|Calcutta|EST/.test(zone))).toEqual([]);
  });
});

describe('what names no zone says what may be meant', () => {
  test.each([
    ['Berlin', 'there is no time zone "Berlin"; did you mean Europe/Berlin?'],
    ['Europe/Berln', 'there is no time zone "Europe/Berln"; did you mean Europe/Berlin?'],
    ['America/Berlin', 'there is no time zone "America/Berlin"; did you mean Europe/Berlin?'],
    ['São Paulo', 'there is no time zone "São Paulo"; did you mean America/Sao_Paulo?'],
    ['Saigon', 'there is no time zone "Saigon"; did you mean Asia/Ho_Chi_Minh?'],
    ['Montreal', 'there is no time zone "Montreal"; did you mean America/Toronto?'],
    ['Ushuaia', 'there is no time zone "Ushuaia"; did you mean America/Argentina/Ushuaia?'],
    ['Munich', 'there is no time zone "Munich"; write it like Europe/Berlin'],
    ['Factory', 'there is no time zone "Factory"; write it like Europe/Berlin'],
    ['SystemV/EST5', 'there is no time zone "SystemV/EST5"; write it like Europe/Berlin'],
    // Intl takes BST for Bangladesh, IST for India, and EST for Panama.
    ['BST', '"BST" is an abbreviation, not a time zone; did you mean Europe/London?'],
    ['ist', '"ist" is an abbreviation, not a time zone; did you mean Asia/Kolkata?'],
    ['EST', '"EST" is an abbreviation, not a time zone; did you mean America/New_York?'],
    ['EST5EDT', '"EST5EDT" is an abbreviation, not a time zone; did you mean America/New_York?'],
    ['CET', '"CET" is an abbreviation, not a time zone; did you mean Europe/Berlin?'],
    [
      '+02:00',
      '"+02:00" is an offset, which knows no summer time; name a place, as in Europe/Berlin, or Etc/GMT-2 where it never changes',
    ],
    [
      'UTC-3',
      '"UTC-3" is an offset, which knows no summer time; name a place, as in Europe/Berlin, or Etc/GMT+3 where it never changes',
    ],
    ['GMT+5:30', '"GMT+5:30" is an offset, which knows no summer time; name a place, as in Europe/Berlin'],
    ['+99:00', '"+99:00" is an offset, which knows no summer time; name a place, as in Europe/Berlin'],
    ['../etc/passwd', 'there is no time zone "../etc/passwd"; write it like Europe/Berlin'],
  ])('%j', (written, problem) => {
    expect(canonicalTimeZone(written)).toBeNull();
    expect(timeZoneProblem(written)).toBe(problem);
  });

  test('is shown no longer than a name can be', () => {
    expect(timeZoneProblem('x'.repeat(5_000))?.length).toBeLessThan(150);
  });

  test('the contract refuses it by its field, once', () => {
    const refused = storefronts.createStorefront.input.safeParse({
      slug: 'outlet',
      name: 'Outlet',
      currency: 'EUR',
      timeZone: 'Berlin',
    });
    expect(refused.error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['timeZone'], 'there is no time zone "Berlin"; did you mean Europe/Berlin?'],
    ]);
    expect(storefronts.updateStorefront.input.safeParse({ id: 1, timeZone: ' ' }).error?.issues).toHaveLength(
      1,
    );
    expect(storefronts.updateStorefront.input.safeParse({ id: 1, timeZone: null }).success).toBe(true);
  });
});
