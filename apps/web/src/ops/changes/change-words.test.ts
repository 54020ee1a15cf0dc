import { expect, test } from 'vitest';
import { describeChange, describeReach } from './change-words.ts';

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
])('%j', (change, words) => {
  expect(describeChange({ change }, 'en')).toBe(words);
});

test('how far a change got', () => {
  const change = { kind: 'products', total: 40, applied: 38, undone: 0 } as const;
  expect(describeReach(change, 'en')).toBe('38 of 40 products');
  expect(describeReach({ ...change, applied: 3, undone: 37 }, 'en')).toBe('40 products');
  expect(describeReach({ ...change, kind: 'affiliates', total: 1, applied: 1 }, 'en')).toBe('1 partner');
});
