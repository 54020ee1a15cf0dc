import { expect, test } from 'vitest';
import { isChanged, toDraft, toMapping } from './mapping-draft.ts';

const mapping = { sku: 'SKU', stock: ['Shop', 'Depot'], location: 'Place' };

test('a mapping is the same after it was looked at, and another one once a column is chosen or cleared', () => {
  const draft = toDraft(mapping);
  expect(toMapping(draft)).toEqual(mapping);
  expect(isChanged(draft, mapping)).toBe(false);
  expect(isChanged({ ...draft, name: ['Title'] }, mapping)).toBe(true);
  const cleared = { ...draft, stock: [], location: null };
  expect(toMapping(cleared)).toEqual({ sku: 'SKU' });
  expect(isChanged(cleared, mapping)).toBe(true);
});

test('there is no mapping without a column for the SKU', () => {
  expect(toMapping(toDraft(null))).toBeNull();
});
