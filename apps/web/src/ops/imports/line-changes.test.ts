import { expect, test } from 'vitest';
import { describeChanges } from './line-changes.ts';

test('a new product has every field that the line sets, in the order of the form', () => {
  const change = { supplier: 'WidgetCo', stock: 1500, name: 'Widget', threshold: 20 };
  expect(describeChanges({ change, before: null })).toEqual([
    { field: 'Name', before: null, after: 'Widget' },
    { field: 'Stock', before: null, after: '1,500' },
    { field: 'Threshold', before: null, after: '20' },
    { field: 'Supplier', before: null, after: 'WidgetCo' },
  ]);
});

test('an existing product has the fields that differ, with their values before', () => {
  expect(
    describeChanges({ change: { stock: 0, supplier: 'Ä' }, before: { stock: 7, supplier: null } }),
  ).toEqual([
    { field: 'Stock', before: '7', after: '0' },
    { field: 'Supplier', before: 'none', after: 'Ä' },
  ]);
});
