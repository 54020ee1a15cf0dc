import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocate,
  divideHalfEven,
  divideHalfUp,
  floorMinor,
  formatMinor,
  formatStored,
  parseMinor,
  readMinor,
  readMinorField,
} from './money.ts';

/** What the contract lets through, in cents: up to a trillion less one cent. */
const cents = fc.bigInt({ min: 0n, max: 99_999_999_999_999n });

describe('amounts', () => {
  test.each<[number | string, bigint, string]>([
    [0, 0n, '0.00'],
    [99.99, 9999n, '99.99'],
    ['99.9', 9990n, '99.90'],
    [0.8, 80n, '0.80'],
    [1.1, 110n, '1.10'],
    ['007', 700n, '7.00'],
    ['999999999999.99', 99_999_999_999_999n, '999999999999.99'],
  ])('%s', (amount, minor, written) => {
    expect(readMinor(amount, 'USD')).toBe(minor);
    expect(formatMinor(minor, 'USD')).toBe(written);
  });

  test('what is written reads back as itself', () => {
    fc.assert(
      fc.property(cents, (minor) => {
        expect(readMinor(formatMinor(minor, 'USD'), 'USD')).toBe(minor);
      }),
    );
  });

  test('a number reads as its decimal text does, up to where numbers hold cents', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999_999_999_999n }), (minor) => {
        expect(readMinor(Number(formatMinor(minor, 'USD')), 'USD')).toBe(minor);
      }),
    );
  });

  test('a negative amount is written with its sign', () => {
    const written = [-1n, -100n, -9999n].map((minor) => formatMinor(minor, 'USD'));
    expect(written).toEqual(['-0.01', '-1.00', '-99.99']);
  });

  test.each([1.005, 1e21, 1e-7, -1, Number.NaN, Number.POSITIVE_INFINITY, '', '1e5', '1.234', '1,5', '.'])(
    '%s is no amount',
    (amount) => {
      expect(() => readMinor(amount, 'USD')).toThrow(RangeError);
    },
  );
});

describe('amounts of any currency', () => {
  const code = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF');
  const minor = fc.bigInt({ min: -(10n ** 12n) + 1n, max: 10n ** 12n - 1n });

  test.each<[number | string, string, bigint, string]>([
    ['1000.00', 'JPY', 1000n, '1000'],
    [1000, 'JPY', 1000n, '1000'],
    ['0', 'JPY', 0n, '0'],
    ['1.5', 'KWD', 1500n, '1.500'],
    [0.001, 'KWD', 1n, '0.001'],
    ['0.0001', 'CLF', 1n, '0.0001'],
    ['12.34', 'HUF', 1234n, '12.34'],
    // A code from before codes were checked.
    ['12.34', 'ZZZ', 1234n, '12.34'],
  ])('%s %s', (amount, currency, expected, written) => {
    expect(readMinor(amount, currency)).toBe(expected);
    expect(formatMinor(expected, currency)).toBe(written);
  });

  test('what is written reads back as itself', () => {
    fc.assert(
      fc.property(minor, code, (value, currency) => {
        const text = formatMinor(value, currency);
        expect(parseMinor(text, currency)).toBe(value);
        expect(formatStored(text, currency)).toBe(text);
        if (value >= 0n) expect(readMinor(text, currency)).toBe(value);
      }),
    );
  });

  test('the zeros of the database make no difference', () => {
    fc.assert(
      fc.property(minor, code, fc.integer({ min: 0, max: 6 }), (value, currency, zeros) => {
        const text = formatMinor(value, currency);
        const padded = `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`;
        expect(parseMinor(padded, currency)).toBe(value);
        expect(formatStored(padded, currency)).toBe(text);
      }),
    );
    expect([formatStored('0', 'USD'), formatStored('0.00', 'JPY'), formatStored('5', 'KWD')]).toEqual([
      '0.00',
      '0',
      '5.000',
    ]);
  });

  test('digits that the currency does not have are shown, and never read', () => {
    expect(formatStored('9.99', 'JPY')).toBe('9.99');
    expect(() => parseMinor('9.99', 'JPY')).toThrow(RangeError);
    expect(() => readMinor('1000.50', 'JPY')).toThrow(RangeError);
    expect(floorMinor('9.99', 'JPY')).toBe(9n);
    expect([floorMinor('10000.00', 'KWD'), floorMinor('0.125', 'USD')]).toEqual([10_000_000n, 12n]);
  });

  test('a field is refused by name, in the words of its currency', () => {
    expect(() => readMinorField('revenue', '1000.50', 'JPY')).toThrow(
      'revenue: must be an amount like 100: JPY has no decimals; not negative, no exponent',
    );
    expect(() => readMinorField('revenue', '1.234', 'USD')).toThrow(
      'revenue: must be an amount like 99.99: not negative, at most two decimals, no exponent',
    );
    expect(readMinorField('revenue', '1.234', 'KWD')).toBe(1234n);
  });
});

describe('allocation', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 });
  const total = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
  const sumOf = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);

  test.each<[bigint, bigint[], bigint[]]>([
    [1000n, [1n, 1n, 1n], [334n, 333n, 333n]],
    [1003n, [49n, 51n], [491n, 512n]],
    [1n, [50n, 50n, 0n], [1n, 0n, 0n]],
    [1n, [0n, 50n, 50n], [0n, 1n, 0n]],
    [-1000n, [1n, 1n, 1n], [-334n, -333n, -333n]],
    [7n, [0n, 0n], [7n, 0n]],
    [0n, [3n, 5n], [0n, 0n]],
    [100n, [0n, 1n, 0n], [0n, 100n, 0n]],
  ])('%s by %s', (amount, by, shares) => {
    expect(allocate(amount, by)).toEqual(shares);
  });

  test('loses nothing, and strays from no share by a unit', () => {
    fc.assert(
      fc.property(total, weights, (amount, by) => {
        const shares = allocate(amount, by);
        const all = sumOf(by);
        expect(sumOf(shares)).toBe(amount);
        if (all === 0n) return;
        for (const [place, weight] of by.entries()) {
          const away = (shares[place] ?? 0n) * all - amount * weight;
          expect(away < all && -away < all).toBe(true);
          if (weight === 0n) expect(shares[place]).toBe(0n);
        }
      }),
    );
  });

  test('mirrors a negative amount, and of equal weights prefers the earlier', () => {
    fc.assert(
      fc.property(total, weights, (amount, by) => {
        const shares = allocate(amount, by);
        expect(allocate(-amount, by)).toEqual(shares.map((share) => -share));
        for (const [place, weight] of by.entries()) {
          const later = by.indexOf(weight, place + 1);
          const isLess = (a: bigint, b: bigint) => (amount < 0n ? a > b : a < b);
          if (later > 0 && sumOf(by) > 0n) {
            expect(isLess(shares[place] ?? 0n, shares[later] ?? 0n)).toBe(false);
          }
        }
      }),
    );
  });

  test('no weights and negative ones are refused', () => {
    expect(() => allocate(1n, [])).toThrow(RangeError);
    expect(() => allocate(1n, [2n, -1n])).toThrow(RangeError);
  });
});

describe('rounding', () => {
  test.each([
    // Numerator of tenths, half-even, half-up: exactly at .5, and on both sides of it.
    [4n, 0n, 0n],
    [5n, 0n, 1n],
    [6n, 1n, 1n],
    [14n, 1n, 1n],
    [15n, 2n, 2n],
    [16n, 2n, 2n],
    [25n, 2n, 3n],
    [35n, 4n, 4n],
    [0n, 0n, 0n],
    [20n, 2n, 2n],
    [-5n, 0n, -1n],
    [-15n, -2n, -2n],
    [-25n, -2n, -3n],
    [-24n, -2n, -2n],
    [-26n, -3n, -3n],
    [999_999_999_999_999_999_995n, 100_000_000_000_000_000_000n, 100_000_000_000_000_000_000n],
  ])('of %s tenths is %s half-even and %s half-up', (tenths, even, up) => {
    expect({ even: divideHalfEven(tenths, 10n), up: divideHalfUp(tenths, 10n) }).toEqual({ even, up });
  });

  const numerator = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const denominator = fc.oneof(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 1n, max: 10n ** 16n }));

  test('is never further than half away, and the two differ only at a half', () => {
    fc.assert(
      fc.property(numerator, denominator, (over, under) => {
        const [even, up] = [divideHalfEven(over, under), divideHalfUp(over, under)];
        for (const rounded of [even, up]) {
          const twiceAway = 2n * (over - rounded * under);
          expect(twiceAway <= under && -twiceAway <= under).toBe(true);
        }
        const isHalf = (2n * over) % under === 0n && ((2n * over) / under) % 2n !== 0n;
        if (!isHalf) expect(even).toBe(up);
      }),
    );
  });

  test('a half goes to the even one, or away from zero', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), denominator, (whole, half) => {
        const over = whole * 2n * half + (whole < 0n ? -half : half);
        expect(divideHalfEven(over, 2n * half) % 2n).toBe(0n);
        expect(divideHalfUp(over, 2n * half)).toBe(whole < 0n ? whole - 1n : whole + 1n);
      }),
    );
  });

  test.each([0n, -1n])('a denominator of %s is refused', (under) => {
    expect(() => divideHalfEven(1n, under)).toThrow(RangeError);
    expect(() => divideHalfUp(1n, under)).toThrow(RangeError);
  });
});
