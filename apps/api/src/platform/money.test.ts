import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divideHalfEven, divideHalfUp, formatMinor, readMinor } from './money.ts';

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
    expect(readMinor(amount)).toBe(minor);
    expect(formatMinor(minor)).toBe(written);
  });

  test('what is written reads back as itself', () => {
    fc.assert(
      fc.property(cents, (minor) => {
        expect(readMinor(formatMinor(minor))).toBe(minor);
      }),
    );
  });

  test('a number reads as its decimal text does, up to where numbers hold cents', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999_999_999_999n }), (minor) => {
        expect(readMinor(Number(formatMinor(minor)))).toBe(minor);
      }),
    );
  });

  test('a negative amount is written with its sign', () => {
    expect([formatMinor(-1n), formatMinor(-100n), formatMinor(-9999n)]).toEqual(['-0.01', '-1.00', '-99.99']);
  });

  test.each([1.005, 1e21, 1e-7, -1, Number.NaN, Number.POSITIVE_INFINITY, '', '1e5', '1.234', '1,5', '.'])(
    '%s is no amount',
    (amount) => {
      expect(() => readMinor(amount)).toThrow(RangeError);
    },
  );
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
