import { expect, test } from 'vitest';
import { hasWords, sortRows } from './whole-list.ts';

const rows = [
  { n: 10, t: 'b' },
  { n: 9, t: 'Ä' },
  { n: null, t: 'a10' },
  { n: 10, t: 'a9' },
];
const values = { n: (row: { n: number | null }) => row.n, t: (row: { t: string }) => row.t };
const texts = (by: string, order: 'asc' | 'desc') => sortRows(rows, { by, order }, values).map(({ t }) => t);

test('numbers go by value, what has none comes last in both orders, and equal ones keep theirs', () => {
  expect(texts('n', 'asc')).toEqual(['Ä', 'b', 'a9', 'a10']);
  expect(texts('n', 'desc')).toEqual(['b', 'a9', 'Ä', 'a10']);
});

test('texts go as people read them', () => {
  expect(texts('t', 'asc')).toEqual(['Ä', 'a9', 'a10', 'b']);
  expect(texts('t', 'desc')).toEqual(['b', 'a10', 'a9', 'Ä']);
});

test('an order that nobody knows leaves the rows as they are', () => {
  expect(texts('x', 'asc')).toEqual(['b', 'Ä', 'a10', 'a9']);
});

test('a search finds words in any order and case', () => {
  expect(hasWords('Mira Jones mira@shop.example', 'JONES mira')).toBe(true);
  expect(hasWords('Mira Jones', 'mira smith')).toBe(false);
  expect(hasWords('דנה', 'דנ')).toBe(true);
});
