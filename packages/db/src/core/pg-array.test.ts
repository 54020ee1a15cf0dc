import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { numberArray, textArray, wordArray } from './pg-array.ts';

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

const text = (value: string | null) => value;
const number = (value: number | bigint | null) => value;
const storable = (value: string) => !value.includes('\u0000') && value.isWellFormed();

test('PostgreSQL reads every text as it was', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }).filter(storable),
    fc.constantFrom('', 'NULL', 'null', '"', '\\', '{}', 'a,b', ' x ', '\n', "'", '\\"', '}', '\u{1F600}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(texts), { minLength: 1 }), async (list) => {
      const { rows } = await client.query('SELECT $1::text[] AS read', [textArray(list, text)]);
      expect(rows[0].read).toEqual(list);
    }),
    { numRuns: 300 },
  );
});

test('numbers, words and nothing', async () => {
  const { rows } = await client.query(
    'SELECT $1::bigint[] AS numbers, $2::uuid[] AS words, $3::text[] AS none',
    [
      numberArray([1, -9_223_372_036_854_775_808n, null], number),
      wordArray(['019a0000-0000-7000-8000-000000000000', null], text),
      textArray([], text),
    ],
  );
  expect(rows[0]).toEqual({
    numbers: ['1', '-9223372036854775808', null],
    words: ['019a0000-0000-7000-8000-000000000000', null],
    none: [],
  });
});
