import { expect, test } from 'vitest';
import type { TestEvent } from '../../hub/trpc.ts';
import { outcomeOf, subjectOf } from './describe-test-event.ts';

const event = (fields: Partial<TestEvent>): TestEvent => ({
  id: 1,
  at: '2026-01-01T00:00:00.000Z',
  storefront: 'default',
  kind: 'click',
  outcome: 'recorded',
  reason: null,
  message: null,
  affiliateHandle: null,
  body: {},
  result: null,
  hubEvent: null,
  ...fields,
});

test('a test event says what it is about and what would become of it', () => {
  const order = event({
    kind: 'order',
    body: { orderId: 'T-1' },
    result: { kind: 'verified', commission: '5.00', currency: 'USD' },
  });
  expect([subjectOf(order), outcomeOf(order)]).toEqual([
    'T-1',
    'would be verified, with a commission of 5.00 USD',
  ]);
  const refused = event({
    kind: 'refund',
    body: { orderId: 7 },
    reason: 'bad_request',
    message: 'refundId: is required',
  });
  expect([subjectOf(refused), outcomeOf(refused)]).toEqual([
    'no refund id of no order',
    'refundId: is required',
  ]);
  expect(outcomeOf(event({ kind: 'stock', result: { oldStock: 100, stock: 97 } }))).toBe(
    'simulated: 100 → 97',
  );
  expect(outcomeOf(event({}))).toBe('would be counted');
});
