import { createTestDatabase } from '@dreamteamhub/db/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf, daysBetween } from '../../src/platform/zones.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What PostgreSQL's own database of zones says, which is another copy than Node's. */
async function daysInSql(instants: readonly Date[], zone: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ day: string }>(
    `SELECT (at AT TIME ZONE $2)::date::text AS day FROM unnest($1::timestamptz[]) WITH ORDINALITY AS given(at, place)
     ORDER BY place`,
    [instants.map((instant) => instant.toISOString()), zone],
  );
  return rows.map(({ day }) => day);
}

// Until 2025, and in zones whose past nobody corrects: the two copies of the database of zones need not be of one year.
// St. John's is not here before 2012, when its clocks went back over midnight.
test.each([
  'UTC',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Argentina/Buenos_Aires',
  'America/Havana',
  'America/Los_Angeles',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Tehran',
  'Asia/Tokyo',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Europe/Kyiv',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
])('PostgreSQL cuts the days of %s at the same instants', async (zone) => {
  const days = daysBetween({ first: '2000-01-01', last: '2024-12-31' }, zone);
  // PostgreSQL may not know a new name; then it says so, and its days are those of the old one.
  const known = zone === 'Europe/Kyiv' ? 'Europe/Kiev' : zone;
  const firsts = await daysInSql(
    days.map(({ start }) => start),
    known,
  );
  const lasts = await daysInSql(
    days.map(({ end }) => new Date(end.getTime() - 1)),
    known,
  );
  const differences = days.flatMap(({ day, start, end }, place) =>
    firsts[place] === day && lasts[place] === day
      ? []
      : [
          `${day}: Node ${start.toISOString()} to ${end.toISOString()}, SQL ${firsts[place]} to ${lasts[place]}`,
        ],
  );
  expect(differences).toEqual([]);
  const moments = Array.from(
    { length: 2_000 },
    (_, place) => new Date(946_684_800_000 + place * 394_321_777),
  );
  expect(await daysInSql(moments, known)).toEqual(moments.map((moment) => dayOf(moment, zone)));
});
