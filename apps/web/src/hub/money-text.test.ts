import { describe, expect, it } from 'vitest';
import { exampleAmount, moneyText } from './money-text.ts';

describe('moneyText', () => {
  const problemOf = (currency: string | undefined, text: string) =>
    moneyText(currency).safeParse(text).error?.issues[0]?.message;

  it('takes what the currency takes, and nothing', () => {
    for (const [currency, text] of [
      ['USD', '49.99'],
      ['USD', ''],
      ['JPY', ' 1000.00 '],
      ['KWD', '1.234'],
      ['CLF', '0.0001'],
      [undefined, '1.234'],
    ] as const) {
      expect(problemOf(currency, text)).toBeUndefined();
    }
  });

  it('says what is wrong in the words of the currency', () => {
    expect(problemOf('JPY', '1000.50')).toContain('JPY has no decimals');
    expect(problemOf('USD', '1.234')).toContain('at most two decimals');
    expect(problemOf('KWD', '-1')).toContain('at most three decimals in KWD');
  });
});

it('exampleAmount has the decimals of the currency', () => {
  expect(['USD', 'JPY', 'KWD', undefined].map((currency) => exampleAmount('50', currency))).toEqual([
    '50.00',
    '50',
    '50.000',
    '50.00',
  ]);
});
