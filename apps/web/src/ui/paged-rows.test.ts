import { expect, test } from 'vitest';
import { eachOnce } from './paged-rows.ts';

const idOf = ({ id }: { id: number }) => id;

test('a row that moved to a later page while it was loaded is there once, where it came first', () => {
  const rows = [
    { id: 1, stock: 5 },
    { id: 2, stock: 6 },
    { id: 1, stock: 9 },
    { id: 3, stock: 9 },
  ];
  expect(eachOnce(rows, idOf)).toEqual([rows[0], rows[1], rows[3]]);
});

test('rows that are all different stay the same array, so that nothing is drawn again', () => {
  const rows = [{ id: 1 }, { id: 2 }];
  expect(eachOnce(rows, idOf)).toBe(rows);
});
