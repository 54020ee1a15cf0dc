import { expect, test } from 'vitest';
import { orderInput, orderLabels } from './product-order.ts';

test('urgent is offered and sent only for low products', () => {
  expect(orderLabels(true)).toHaveProperty('urgent');
  expect(orderLabels(false)).not.toHaveProperty('urgent');
  expect(orderInput('urgent', true)).toEqual({ sort: 'urgency', descending: false });
  expect(orderInput('urgent', false)).toEqual({});
});

test('without a choice the hub uses its own order', () => {
  expect(orderInput(undefined, true)).toEqual({});
  expect(orderInput('most', false)).toEqual({ sort: 'stock', descending: true });
});
