import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRetry, MAX_DELIVERY_ATTEMPTS } from './rules.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt = fc.integer({ min: 1, max: MAX_DELIVERY_ATTEMPTS - 1 });

const delayOf = (failed: Parameters<typeof decideRetry>[0]) => {
  const decision = decideRetry(failed);
  if (!decision.retry) throw new Error('it was given up');
  return decision.delaySeconds;
};

describe('decideRetry', () => {
  test('doubles from five seconds up to an hour', () => {
    const delays = Array.from({ length: MAX_DELIVERY_ATTEMPTS - 1 }, (_, index) =>
      delayOf({ attempt: index + 1, random: 0.5 }),
    );
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
  });

  test('gives up after the last attempt, whatever the provider asks for', () => {
    for (const attempt of [MAX_DELIVERY_ATTEMPTS, MAX_DELIVERY_ATTEMPTS + 1]) {
      expect(decideRetry({ attempt, random: 0, retryAfterSeconds: 1 })).toEqual({ retry: false });
    }
  });

  test('jitters by a fifth at most and is never sooner than the provider asked', () => {
    fc.assert(
      fc.property(
        attempt,
        random,
        fc.option(fc.nat(10_000), { nil: undefined }),
        (n, r, retryAfterSeconds) => {
          const backoff = Math.min(5 * 2 ** (n - 1), 3600);
          const plain = delayOf({ attempt: n, random: r });
          expect(plain).toBeGreaterThanOrEqual(backoff * 0.8);
          expect(plain).toBeLessThanOrEqual(backoff * 1.2);
          expect(delayOf({ attempt: n, random: r, retryAfterSeconds })).toBe(
            Math.max(plain, retryAfterSeconds ?? 0),
          );
        },
      ),
    );
  });
});
