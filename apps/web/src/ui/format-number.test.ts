import { describe, expect, it } from 'vitest';
import { formatDelta, formatMoney, formatQuantity } from './format-number.ts';

describe('formatMoney', () => {
  it('writes amounts with their currency', () => {
    expect(formatMoney('1250.00', 'USD', 'en')).toBe('$1,250.00');
    expect(formatMoney('-3.50', undefined, 'en')).toBe('-3.50');
  });

  it('has the decimals of the currency, which the runtime does not always know', () => {
    const plain = (amount: string, currency: string) =>
      formatMoney(amount, currency, 'en').replaceAll('\u00A0', ' ');
    expect(plain('1250', 'JPY')).toBe('¥1,250');
    expect(plain('1.5', 'KWD')).toBe('KWD 1.500');
    expect(plain('12.50', 'HUF')).toBe('HUF 12.50');
    expect(plain('0.125', 'IQD')).toBe('IQD 0.125');
    expect(plain('0.0001', 'CLF')).toBe('CLF 0.0001');
    expect(plain('9.99', 'JPY')).toBe('¥9.99');
  });

  it('is exact where a float would not be', () => {
    expect(formatMoney('99999999999999.99', undefined, 'en')).toBe('99,999,999,999,999.99');
    expect(formatMoney('9007199254740993.01', undefined, 'en')).toBe('9,007,199,254,740,993.01');
  });
});

it('formatDelta shows its sign, except for zero', () => {
  expect([formatDelta(12, 'en'), formatDelta(-7, 'en'), formatDelta(0, 'en')]).toEqual(['+12', '−7', '0']);
});

it('formatQuantity keeps every decimal, and no more', () => {
  expect(['2', '2.5', '1234.0000000001'].map((quantity) => formatQuantity(quantity, 'en'))).toEqual([
    '2',
    '2.5',
    '1,234.0000000001',
  ]);
});
