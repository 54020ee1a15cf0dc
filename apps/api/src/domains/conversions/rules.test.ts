import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commissionMinor, formatMinor, parseMinor } from './rules.ts';

/** What the contract lets through, in cents: up to a trillion less one cent. */
const cents = fc.bigInt({ min: 0n, max: 99_999_999_999_999n });
const basisPoints = fc.integer({ min: 0, max: 10_000 });

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
    expect(parseMinor(amount)).toBe(minor);
    expect(formatMinor(minor)).toBe(written);
  });

  test('what is written reads back as itself', () => {
    fc.assert(
      fc.property(cents, (minor) => {
        expect(parseMinor(formatMinor(minor))).toBe(minor);
      }),
    );
  });

  test('a number reads as its decimal text does, up to where numbers hold cents', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999_999_999_999n }), (minor) => {
        expect(parseMinor(Number(formatMinor(minor)))).toBe(minor);
      }),
    );
  });

  test('a negative amount is written with its sign', () => {
    expect([formatMinor(-1n), formatMinor(-100n), formatMinor(-9999n)]).toEqual(['-0.01', '-1.00', '-99.99']);
  });

  test.each([
    0.1 + 0.7,
    1e21,
    1e-7,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '1e5',
    '1.234',
    '1,5',
    '.5',
  ])('%s is no amount', (amount) => {
    expect(() => parseMinor(amount)).toThrow(RangeError);
  });
});

/** Half-even by its definition: the nearest whole cent; of two as near, the even one. */
function nearestEven(revenue: bigint, bps: bigint): bigint {
  const scaled = revenue * bps;
  const candidates = [scaled / 10_000n, scaled / 10_000n + 1n];
  const distance = (cent: bigint) =>
    cent * 10_000n > scaled ? cent * 10_000n - scaled : scaled - cent * 10_000n;
  const [low = 0n, high = 0n] = candidates;
  if (distance(low) !== distance(high)) return distance(low) < distance(high) ? low : high;
  return low % 2n === 0n ? low : high;
}

describe('commission', () => {
  test.each([
    // Half a cent down to 0, up to 2, down to 2.
    [5n, 1000, 0n],
    [15n, 1000, 2n],
    [25n, 1000, 2n],
    [9999n, 1000, 1000n],
    [9999n, 0, 0n],
    [9999n, 10_000, 9999n],
  ])('of %s cents at %i basis points is %s', (revenue, bps, expected) => {
    expect(commissionMinor(revenue, bps)).toBe(expected);
  });

  test('is the nearest cent, half to even', () => {
    fc.assert(
      fc.property(cents, basisPoints, (revenue, bps) => {
        expect(commissionMinor(revenue, bps)).toBe(nearestEven(revenue, BigInt(bps)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is never more than the revenue nor negative, and grows with both', () => {
    fc.assert(
      fc.property(cents, basisPoints, (revenue, bps) => {
        const commission = commissionMinor(revenue, bps);
        expect(commission >= 0n && commission <= revenue).toBe(true);
        expect(commissionMinor(revenue + 1n, bps) >= commission).toBe(true);
        if (bps < 10_000) expect(commissionMinor(revenue, bps + 1) >= commission).toBe(true);
      }),
    );
  });
});
