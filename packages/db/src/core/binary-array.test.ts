import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { bigintArray, dateArray, integerArray, textArrayOrNull } from './binary-array.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const own = <Value>(value: Value) => value;

test('PostgreSQL reads every text as it was', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }).filter((value) => !value.includes('\u0000') && value.isWellFormed()),
    fc.constantFrom('', 'NULL', '"', '\\', '{}', 'a,b', '\u{1F600}', 'é'.repeat(500)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(texts), { minLength: 1 }), async (list) => {
      const { rows } = await client.query('SELECT $1::text[] AS read', [textArrayOrNull(list, own)]);
      expect(rows[0].read).toEqual(list.every((text) => text === null) ? null : list);
    }),
    { numRuns: 300 },
  );
});

test('numbers and days, to their limits', async () => {
  const { rows } = await client.query(
    'SELECT $1::integer[] AS integers, $2::bigint[] AS bigints, $3::date[]::text[] AS dates',
    [
      integerArray([0, -2_147_483_648, 2_147_483_647], own),
      bigintArray([0n, -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n], own),
      dateArray(
        [0, 10_956, 10_957, Date.UTC(2026, 1, 28) / 86_400_000, Date.UTC(9998, 11, 31) / 86_400_000],
        own,
      ),
    ],
  );
  expect(rows[0]).toEqual({
    integers: [0, -2_147_483_648, 2_147_483_647],
    bigints: ['0', '-9223372036854775808', '9223372036854775807'],
    dates: ['1970-01-01', '1999-12-31', '2000-01-01', '2026-02-28', '9998-12-31'],
  });
});
