import { expect, test } from 'vitest';
import { thresholdChange } from './product-bulk-change.ts';

test('a threshold is set, changed by units, or by a share of itself', () => {
  expect(thresholdChange('to', '20')).toEqual({ set: 'threshold', to: 20 });
  expect(thresholdChange('by', '-5')).toEqual({ set: 'thresholdBy', units: -5 });
  expect(thresholdChange('percent', '12.5')).toEqual({ set: 'thresholdByPercent', percent: 12.5 });
});

test.each([
  ['to', ''],
  ['to', 'NaN'],
  ['to', '-1'],
  ['to', '9999999999'],
  ['percent', '-101'],
] as const)('%s %s is no change yet', (way, value) => {
  expect(thresholdChange(way, value)).toBeNull();
});
