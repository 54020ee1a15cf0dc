import { expect, test } from 'vitest';
import { emptyLine, emptyOrder, type OrderDraft, readOrder, whatIsMissing } from './order-draft.ts';

const line = { ...emptyLine(0), sku: ' TENT ', net: '100.00', quantity: '2' };
const order = (changes: Partial<OrderDraft>) =>
  readOrder({ ...emptyOrder('trail'), lines: [line], ...changes }, 'Europe/Berlin');

test('an order is read with its lines, and without what was left empty', () => {
  expect(order({})).toEqual({
    affiliate: 'trail',
    lines: [{ lineId: '1', sku: 'TENT', net: '100.00', quantity: 2 }],
  });
  expect(order({ shipping: '4.90', orderedAt: '2026-07-01T00:00' })).toMatchObject({
    shipping: '4.90',
    orderedAt: '2026-06-30T22:00:00.000Z',
  });
});

test('a line is of a product and in categories, where it says so', () => {
  const named = { ...line, sku: '', product: ' tent-2 ', categories: 'Tents, , sale ' };
  expect(order({ lines: [named] })?.lines).toEqual([
    { lineId: '1', productId: 'tent-2', categories: ['Tents', 'sale'], net: '100.00', quantity: 2 },
  ]);
});

test('an empty line is none', () => {
  expect(order({ lines: [line, emptyLine(1)] })?.lines).toHaveLength(1);
});

test.each<[string, Partial<OrderDraft>]>([
  ['without a partner', { affiliate: '' }],
  ['without a line', { lines: [] }],
  ['with a line that costs nobody knows what', { lines: [{ ...line, net: '' }] }],
  ['with an amount that cannot be read', { lines: [{ ...line, net: 'NaN' }] }],
  ['with an amount below zero', { lines: [{ ...line, net: '-1' }] }],
  ['with no items', { lines: [{ ...line, quantity: '0' }] }],
  ['with shipping that cannot be read', { shipping: 'NaN' }],
  ['with no time', { orderedAt: 'soon' }],
])('an order %s is not complete', (_, changes) => {
  expect(order(changes)).toBeNull();
});

test.each([
  [{ affiliate: '', lines: [emptyLine(0)] }, 'Choose a partner and enter what the goods cost.'],
  [{ affiliate: '' }, 'Choose a partner.'],
  [{ lines: [line, { ...line, key: 1, net: '' }] }, 'Enter what the goods of each line cost.'],
  [{ lines: [{ ...line, net: '-5' }] }, 'Correct what is marked above.'],
  [{ lines: [{ ...line, quantity: '0' }] }, 'Correct what is marked above.'],
])('what is missing is said: %j', (changes, said) => {
  const draft = { ...emptyOrder('trail'), lines: [line], ...changes };
  expect(readOrder(draft, 'UTC')).toBeNull();
  expect(whatIsMissing(draft)).toBe(said);
});
