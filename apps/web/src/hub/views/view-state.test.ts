import { describe, expect, test } from 'vitest';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { goneWords, isChanged, isSameParams, paramsOf, readColumns, understood } from './view-state.ts';

const read = readSearch({ low: oneOf(['yes']), supplier: text });
const view = { search: { low: 'yes', supplier: 'Acme' }, columns: ['Stock'] };
const shown = { params: { low: 'yes', supplier: 'Acme' }, columns: undefined };

test('a view keeps filters and order, and not which view or which columns show', () => {
  const search = {
    low: 'yes',
    sort: 'name',
    affiliateId: 7,
    view: 'none',
    columns: 'A,B',
    search: undefined,
  };
  expect(paramsOf(search)).toEqual({ low: 'yes', sort: 'name', affiliateId: '7' });
  expect(isSameParams({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true);
  expect(isSameParams({ a: '1' }, { a: '1', b: '2' })).toBe(false);
});

describe('a view is changed', () => {
  test('by another filter, or other columns', () => {
    expect(isChanged(view, shown, read)).toBe(false);
    expect(isChanged(view, { ...shown, params: { low: 'yes' } }, read)).toBe(true);
    expect(isChanged(view, { ...shown, columns: ['Stock', 'SKU'] }, read)).toBe(true);
    expect(isChanged(view, { ...shown, columns: ['Stock'] }, read)).toBe(false);
  });

  test('not by what its list does not know any more', () => {
    const old = { search: { ...view.search, colour: 'red', low: 'sometimes' }, columns: null };
    expect(understood(old, read)).toEqual({
      params: { supplier: 'Acme' },
      dropped: ['low=sometimes', 'colour=red'],
    });
    expect(isChanged(old, { params: { supplier: 'Acme' }, columns: undefined }, read)).toBe(false);
  });
});

test('what is gone is said', () => {
  expect(goneWords({ params: [], columns: [] })).toBeNull();
  expect(goneWords({ params: ['colour=red'], columns: ['Colour', 'Size'] })).toBe(
    'What this list no longer has is left out: the columns Colour, Size and the filter colour=red.',
  );
});

test('columns of an address', () => {
  expect(readColumns('Stock,,Unit price')).toEqual(['Stock', 'Unit price']);
  expect(readColumns('')).toBeUndefined();
  expect(readColumns(undefined)).toBeUndefined();
});
