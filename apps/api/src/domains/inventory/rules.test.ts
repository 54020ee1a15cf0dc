import { expect, test } from 'vitest';
import { isLowStock, unitPriceText } from './rules.ts';

test('low is below the threshold, not at it', () => {
  expect(isLowStock({ stock: 19, threshold: 20 })).toBe(true);
  expect(isLowStock({ stock: 20, threshold: 20 })).toBe(false);
  expect(isLowStock({ stock: 0, threshold: 0 })).toBe(false);
});

test('a price has the decimals of its currency; no price stays none', () => {
  const prices = (currency: string) =>
    [49.9, ' 49.900', 0, null, undefined].map((price) => unitPriceText(price, currency));
  expect(prices('USD')).toEqual(['49.90', '49.90', '0.00', null, undefined]);
  expect(prices('KWD')).toEqual(['49.900', '49.900', '0.000', null, undefined]);
  expect(() => unitPriceText(49.9, 'JPY')).toThrow('unitPrice: must be an amount like 100: JPY');
});
