import { describe, expect, it } from 'vitest';
import { readBankAmount } from './bank-cells.ts';
import { readBankDate } from './bank-dates.ts';

describe('cells of banks', () => {
  it.each([
    ['1.234,56', 'EUR', '1234.56', false],
    ['-1,234.56', 'EUR', '1234.56', true],
    ['50,00-', 'EUR', '50.00', true],
    ['(50.00)', 'EUR', '50.00', true],
    ['−5', 'EUR', '5.00', true],
    ['€ 50', 'EUR', '50.00', false],
    ['1 234,5 EUR', 'EUR', '1234.50', false],
    ["1'234'567.89", 'EUR', '1234567.89', false],
    ['1.234', 'EUR', '1234.00', false],
    ['1.234.567', 'EUR', '1234567.00', false],
    ['1.234', 'KWD', '1.234', false],
    ['1,234.567', 'KWD', '1234.567', false],
    ['1,234', 'JPY', '1234', false],
    ['+10.00', 'EUR', '10.00', false],
    // As other programs were told that they read it wrongly.
    [' -110.7 €', 'EUR', '110.70', true],
    ['-3.000', 'EUR', '3000.00', true],
    ['-100', 'EUR', '100.00', true],
    ['0,01', 'EUR', '0.01', false],
    ['1.000', 'HUF', '1000.00', false],
    ['1,23,456.78', 'INR', '123456.78', false],
    ['-12,34,567', 'INR', '1234567.00', true],
    ['₹1,234.56 Dr', 'INR', '1234.56', true],
    ['1,234.56 CR', 'INR', '1234.56', false],
    ['100,00 kr', 'SEK', '100.00', false],
    ['1 234,50 zł', 'PLN', '1234.50', false],
    ['R$ 1.234,56', 'BRL', '1234.56', false],
    ['US$50.00', 'USD', '50.00', false],
    ['-A$ 50', 'AUD', '50.00', true],
    ['￥１,０００', 'JPY', '1000', false],
  ])('%j of %s is %s', (cell, currency, amount, isNegative) => {
    expect(readBankAmount(cell, currency)).toEqual({ amount, isNegative });
  });

  it.each([
    '',
    '-',
    'x',
    '1.2.3,4,5',
    '1,2,345',
    '10.001,5,5',
    '1e3',
    '10 USD',
    '0x10',
    '$ 50',
    '£50',
    '5 ₹',
  ])('%j is no amount', (cell) => {
    expect(readBankAmount(cell, 'EUR')).toBe(null);
  });

  it.each([
    ['2026-12-01', '2026-12-01'],
    ['2026-12-01T08:00:00Z', '2026-12-01'],
    ['01.12.2026', '2026-12-01'],
    ['1/12/26', '2026-12-01'],
    ['01-12-2026 10:15', '2026-12-01'],
    ['20261201', '2026-12-01'],
    ['20261201101500', '2026-12-01'],
    ['2026/12/1', '2026-12-01'],
    ['2026.12.01. 10:15', '2026-12-01'],
    ['01 DEC 2026', '2026-12-01'],
    ['01-Dec-26', '2026-12-01'],
    ['1. Dezember 2026', '2026-12-01'],
    ['1 déc. 2026', '2026-12-01'],
    ['1 de diciembre de 2026', '2026-12-01'],
    ['Dec 1, 2026', '2026-12-01'],
    ['1 mrt. 2026', '2026-03-01'],
    ['1 Foo 2026', null],
    ['01.12.', null],
    ['2026-13-01', null],
    ['46000', null],
    ['31.02.2026', null],
    ['soon', null],
  ])('%j is the day %s', (cell, day) => {
    const at = readBankDate(cell, { monthFirst: false });
    // Without a time, a day ends where it ends last.
    const iso = at === null ? null : new Date(at.getTime() - 12 * 3_600_000).toISOString().slice(0, 10);
    expect(cell.endsWith('Z') ? at?.toISOString().slice(0, 10) : iso).toBe(day);
  });
});
