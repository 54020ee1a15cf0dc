import { expect, test } from 'vitest';
import { countLeft, describeChange, describeReach, stateOf } from './change-words.ts';

test.each([
  [{ set: 'threshold', to: 1_200 }, 'Threshold set to 1,200'],
  [{ set: 'thresholdBy', units: -5 }, 'Threshold −5'],
  [{ set: 'thresholdByPercent', percent: 12.5 }, 'Threshold +12.5%'],
  [{ set: 'supplier', to: 'Acme' }, 'Supplier set to Acme'],
  [{ set: 'supplier', to: null }, 'Supplier removed'],
  [{ set: 'archived', to: true }, 'Archived'],
  [{ set: 'archived', to: false }, 'Restored'],
  [{ set: 'commission', toBps: null }, 'Commission set to the hub’s default'],
  [{ set: 'commission', toBps: 1_250 }, 'Commission set to 12.5%'],
  [{ set: 'status', to: 'paused' }, 'Paused'],
  [{ step: 'markPaid' }, 'Marked as paid'],
  [{ step: 'snooze', until: '2026-12-07T08:00:00.000Z' }, 'Snoozed'],
])('%j', (change, words) => {
  expect(describeChange({ change }, 'en')).toBe(words);
});

test('how far a change got', () => {
  const change = { kind: 'products', total: 40, applied: 38, undone: 0 } as const;
  expect(describeReach(change, 'en')).toBe('38 of 40 products');
  expect(describeReach({ ...change, applied: 3, undone: 37 }, 'en')).toBe('40 products');
  expect(describeReach({ ...change, kind: 'affiliates', total: 1, applied: 1 }, 'en')).toBe('1 partner');
});

test.each([
  [{ state: 'done', applied: 40, undone: 0 }, 0, 'Done'],
  [{ state: 'done', applied: 38, undone: 0 }, 2, 'Done'],
  [{ state: 'done', applied: 0, undone: 0 }, 40, 'Nothing changed'],
  [{ state: 'undone', applied: 0, undone: 38 }, 2, 'Undone'],
  // Somebody changed three of them since.
  [{ state: 'undone', applied: 3, undone: 35 }, 5, 'Undone'],
  [{ state: 'running', applied: 30, undone: 0, open: 10 }, 0, 'Not finished'],
] as const)('%j', (reach, left, name) => {
  const change = { total: 40, open: 0, ...reach };
  expect(countLeft(change)).toBe(left);
  expect(stateOf(change).name).toBe(name);
});
