import { describe, expect, test } from 'vitest';
import { arrangeColumns, goneColumns, movedColumn } from './column-choice.ts';
import type { Column } from './table-columns.ts';

const column = (name: string, extra: Partial<Column<null>> = {}): Column<null> => ({
  name,
  cell: () => null,
  ...extra,
});
const all = [
  column('Product', { card: 'title' }),
  column('SKU'),
  column('Stock'),
  column('Urgency', { isOff: true }),
  column('Added', { isExtra: true }),
  column('Actions', { card: 'actions' }),
];
const drawn = (chosen: string[] | null) => arrangeColumns(all, chosen).map(({ name }) => name);

describe('arrangeColumns', () => {
  test('without a choice the usual ones', () => {
    expect(drawn(null)).toEqual(['Product', 'SKU', 'Stock', 'Actions']);
  });

  test('a choice has its order; name and actions keep their places', () => {
    expect(drawn(['Added', 'SKU'])).toEqual(['Product', 'Added', 'SKU', 'Actions']);
    expect(drawn(['Actions', 'Stock', 'Product'])).toEqual(['Product', 'Stock', 'Actions']);
  });

  test('columns that are gone, or not there just now, are left out; the name always stays', () => {
    expect(drawn(['Colour', 'Urgency', 'Stock'])).toEqual(['Product', 'Stock', 'Actions']);
    expect(drawn(['Product'])).toEqual(['Product', 'Actions']);
    expect(goneColumns(all, ['Colour', 'Urgency', 'Stock'])).toEqual(['Colour']);
    expect(goneColumns(all, null)).toEqual([]);
  });
});

test('where none of the chosen columns is left, a list has its usual ones', () => {
  expect(drawn(['Colour', 'Size'])).toEqual(drawn(null));
});

test('a column moves by one place, and not beyond the ends', () => {
  expect(movedColumn(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
  expect(movedColumn(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
  expect(movedColumn(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
  expect(movedColumn(['a'], 'x', 1)).toEqual(['a']);
});
