import { expect, test } from 'vitest';
import { isLowStock, unitPriceText } from './rules.ts';

test('low is below the threshold, not at it', () => {
  expect(isLowStock({ stock: 19, threshold: 20 })).toBe(true);
  expect(isLowStock({ stock: 20, threshold: 20 })).toBe(false);
  expect(isLowStock({ stock: 0, threshold: 0 })).toBe(false);
});

test('a price has two decimals; no price stays none', () => {
  expect([49.9, ' 49.900', 0, null, undefined].map(unitPriceText)).toEqual([
    '49.90',
    '49.90',
    '0.00',
    null,
    undefined,
  ]);
});
