import { describe, expect, test } from 'vitest';
import { canonicalAmount } from './canonical.ts';
import { amountProblem, CURRENCIES, currencyDigits, MOST_CURRENCY_DIGITS } from './currencies.ts';
import { currency, money } from './fields.ts';

describe('digits by ISO 4217', () => {
  test.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ])('%i are of %s', (digits, codes) => {
    expect(CURRENCIES.filter((code) => currencyDigits(code) === digits).join(' ')).toBe(codes);
  });

  test('all others have two, also those of which the runtime shows none', () => {
    const others = CURRENCIES.filter((code) => ![0, 3, 4].includes(currencyDigits(code) ?? -1));
    expect(others.every((code) => currencyDigits(code) === 2)).toBe(true);
    for (const code of 'USD EUR HUF COP IDR LBP AFN MRU MGA XCG ZWG SLE VED XAD ANG BGN'.split(' ')) {
      expect(others, code).toContain(code);
    }
    expect(CURRENCIES).toHaveLength(167);
  });

  test.each(
    'XAU XAG XPT XPD XXX XTS XDR XSU XUA XBA XBB XBC XBD EURO ZZZ usd constructor'.split(' ').concat(''),
  )('%j is no currency of a shop', (code) => {
    expect(currencyDigits(code)).toBeNull();
  });

  test('codes are unique, and in order', () => {
    expect([...new Set(CURRENCIES)].sort()).toEqual(CURRENCIES);
    expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

test.each<[number | string, number, string | null]>([
  ['1000.00', 0, '1000'],
  ['1000.', 0, '1000'],
  [1000, 0, '1000'],
  ['1000.50', 0, null],
  [999.9999999, 0, '1000'],
  ['0', 0, '0'],
  ['.0', 0, '0'],
  ['999999999999', 0, '999999999999'],
  ['999999999999.9999999', 0, null],
  ['1.5', 3, '1.500'],
  ['1.2345', 3, null],
  [0.1 + 0.2, 3, '0.300'],
  ['999999999999.999', 3, '999999999999.999'],
  ['1.23456', 4, null],
  ['.0001', 4, '0.0001'],
  ['1.23450', 4, '1.2345'],
])('the amount %j with %i decimals is %j', (written, digits, amount) => {
  expect(canonicalAmount(written, digits)).toBe(amount);
});

test('the contract takes an amount that some currency takes, and no other', () => {
  expect(['1.2345', 0.1 + 0.2, '1000.00'].every((amount) => money.safeParse(amount).success)).toBe(true);
  for (const amount of ['1.23456', '-1', 'abc', '1e5']) {
    expect(money.safeParse(amount).error?.issues[0]?.message).toBe(amountProblem());
  }
  expect(MOST_CURRENCY_DIGITS).toBe(4);
});

test('the contract names a code that is no currency', () => {
  expect(currency.safeParse('KWD').success).toBe(true);
  const problemOf = (code: string) => currency.safeParse(code).error?.issues.map(({ message }) => message);
  expect(problemOf('XAU')).toEqual(['must be an ISO 4217 code of a currency; XAU is none']);
  expect(problemOf('EURO')).toEqual(['must be a three-letter ISO 4217 code']);
});

test.each([
  ['USD', 'must be an amount like 99.99: not negative, at most two decimals, no exponent'],
  ['JPY', 'must be an amount like 100: JPY has no decimals; not negative, no exponent'],
  ['KWD', 'must be an amount like 99.999: not negative, at most three decimals in KWD, no exponent'],
  ['CLF', 'must be an amount like 99.9999: not negative, at most four decimals in CLF, no exponent'],
])('what is wrong with an amount of %s is said', (code, problem) => {
  expect(amountProblem(code)).toBe(problem);
});
