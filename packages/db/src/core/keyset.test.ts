import { expect, test } from 'vitest';
import { containsPattern, decodeCursor, encodeCursor, toPage } from './keyset.ts';

test.each([0, 1, 2_147_483_648, 999_999_999_999_999])('the cursor of %i reads back', (id) => {
  expect(decodeCursor(encodeCursor(id))).toBe(id);
});

test.each(['', 'x', '!', encodeCursor(-1), encodeCursor(1.5), encodeCursor(1e21), 'aWQ6', 'aWQ6MSA'])(
  '%j is no cursor',
  (cursor) => {
    expect(decodeCursor(cursor)).toBeNull();
  },
);

test('a page is cut to its limit and says whether more follow', () => {
  const rows = [{ id: 3 }, { id: 2 }, { id: 1 }];
  expect(toPage(rows, 2)).toEqual({ items: rows.slice(0, 2), nextCursor: encodeCursor(2) });
  expect(toPage(rows, 3)).toEqual({ items: rows, nextCursor: null });
  expect(toPage([], 3)).toEqual({ items: [], nextCursor: null });
});

test('a search term is taken literally', () => {
  expect(containsPattern('50%_a\\')).toBe('%50\\%\\_a\\\\%');
});
