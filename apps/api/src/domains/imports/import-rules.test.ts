import { expect, test } from 'vitest';
import { type ImportChange, planLine } from './import-rules.ts';

const known = {
  sku: 'A',
  name: 'Widget',
  stock: 5,
  threshold: 2,
  unitPrice: '9.90',
  supplier: null,
  isArchived: false,
};
const { sku: _sku, isArchived: _, ...before } = known;

const plan = (values: ImportChange, product?: typeof known) =>
  planLine({ line: 2, sku: 'A', values, problem: null }, product);

test('a new product needs name, stock and threshold, and gets all that its line says', () => {
  const all = { name: 'Widget', stock: 0, threshold: 2, supplier: 'WidgetCo' };
  expect(plan(all)).toMatchObject({ action: 'create', change: all, before: null, problem: null });
  expect(plan({ stock: 5 })).toMatchObject({
    action: 'problem',
    problem: 'name, threshold: missing, and there is no product with this SKU yet',
  });
});

test('a product that is there gets what differs, and nothing else', () => {
  expect(plan({ name: 'Widget', stock: 7, threshold: 2, supplier: 'New' }, known)).toEqual({
    line: 2,
    sku: 'A',
    action: 'update',
    change: { stock: 7, supplier: 'New' },
    before,
    problem: null,
  });
  expect(plan({ stock: 5, unitPrice: '9.90' }, known)).toMatchObject({ action: 'unchanged', change: {} });
  expect(plan({}, known)).toMatchObject({ action: 'unchanged', change: {} });
});

test('an archived product is a problem, and so stays a line that cannot be read', () => {
  expect(plan({ stock: 7 }, { ...known, isArchived: true })).toMatchObject({
    action: 'problem',
    problem: 'sku: the product is archived; restore it first',
  });
  expect(planLine({ line: 2, sku: 'A', values: {}, problem: 'stock: no' }, known)).toMatchObject({
    action: 'problem',
    problem: 'stock: no',
  });
});
