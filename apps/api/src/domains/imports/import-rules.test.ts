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

test('a new product gets the threshold for new ones where its line is silent, and none that is there does', () => {
  const line = (values: ImportChange) => ({ line: 2, sku: 'A', values, problem: null });
  const silent = { name: 'Widget', stock: 5 };
  expect(planLine(line(silent), undefined, { threshold: 7 }).change).toEqual({ ...silent, threshold: 7 });
  expect(planLine(line({ ...silent, threshold: 0 }), undefined, { threshold: 7 }).change.threshold).toBe(0);
  expect(planLine(line(silent), known, { threshold: 7 })).toMatchObject({ action: 'unchanged', change: {} });
});

test('what may be a broken SKU is one where a product has it', () => {
  const doubtful = {
    line: 2,
    sku: 'A',
    values: { stock: 7 },
    problem: null,
    doubt: 'a spreadsheet may have turned it into a date',
  };
  expect(planLine(doubtful, known).action).toBe('update');
  expect(planLine(doubtful, undefined).problem).toBe(
    'sku: a spreadsheet may have turned it into a date, and there is no product with this SKU yet',
  );
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
