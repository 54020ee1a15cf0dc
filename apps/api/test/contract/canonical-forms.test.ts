import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { canonicalHandle, canonicalText } from '@dreamteamhub/sdk/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What shops and people put into ids, beside all that Unicode has. */
const shopText = fc.array(
  fc.oneof(
    fc.constantFrom(
      ' ',
      '\t',
      '\n',
      '\u00A0',
      '\u200B',
      '\u200D',
      '\uFEFF',
      '\u00AD',
      '\u202E',
      '\u3000',
      '\u{E0041}',
    ),
    fc.constantFrom('e\u0301', 'o\u0308', '\u00F6', '#', '-', '.', '/', ')', 'A', 'z', '7'),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  ),
  { maxLength: 12 },
);

// PostgreSQL's text holds neither NUL nor half characters.
const storable = shopText.map((parts) => parts.join('').replaceAll('\u0000', '').toWellFormed());

test('the database and the contract agree on the canonical form of any text', async () => {
  const texts = fc.sample(storable, { numRuns: 20_000, seed: 7 });
  const { rows } = await database.pool.query<{ canonical: string }>(
    'SELECT hub_canonical_text(value) AS canonical FROM unnest($1::text[]) WITH ORDINALITY AS t(value, n) ORDER BY n',
    [texts],
  );
  const different = texts.flatMap((text, place) =>
    rows[place]?.canonical === canonicalText(text)
      ? []
      : [{ text: JSON.stringify(text), database: rows[place]?.canonical, contract: canonicalText(text) }],
  );
  expect(different.slice(0, 3)).toEqual([]);
});

test('they agree on every stored handle', async () => {
  const handles = fc.sample(fc.stringMatching(/^[A-Za-z0-9._-]{1,30}$/), { numRuns: 5_000, seed: 7 });
  const { rows } = await database.pool.query<{ canonical: string }>(
    'SELECT hub_canonical_handle(value) AS canonical FROM unnest($1::text[]) WITH ORDINALITY AS t(value, n) ORDER BY n',
    [handles],
  );
  expect(rows.map(({ canonical }) => canonical)).toEqual(handles.map(canonicalHandle));
});

test('a canonical form is its own canonical form', () => {
  fc.assert(
    fc.property(storable, (text) => {
      expect(canonicalText(canonicalText(text))).toBe(canonicalText(text));
      expect(canonicalHandle(canonicalHandle(text))).toBe(canonicalHandle(text));
    }),
    { numRuns: 10_000 },
  );
});
