import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueScale } from './value-scale.ts';

describe('a scale of values', () => {
  it.each([
    ['counts', [3, 180], [0, 50, 100, 150, 200]],
    ['what begins high still stands on zero', [900, 1000], [0, 250, 500, 750, 1000]],
    ['refunds', [-312.5, 905], [-500, 0, 500, 1000]],
    ['only refunds', [-80, -20], [-80, -60, -40, -20, 0]],
    ['nothing', [], [0, 1]],
    ['zeros and gaps', [0, null, 0], [0, 1]],
    ['less than any coin', [5e-324], [0, 1]],
    ['a million millions', [15, 1e12], [0, 250e9, 500e9, 750e9, 1e12]],
  ])('%s', (_, values, ticks) => {
    expect(valueScale(values, true).ticks).toEqual(ticks);
  });

  it('has cents between whole amounts, and nothing between whole things', () => {
    expect(valueScale([0.3], false).ticks).toEqual([0, 0.1, 0.2, 0.3]);
    expect(valueScale([3], false).ticks).toEqual([0, 1, 2, 3]);
    expect(valueScale([3], true).ticks).toEqual([0, 1, 2, 3]);
    expect(valueScale([1], true).ticks).toEqual([0, 1]);
  });

  it('holds all values with at most seven round ticks, zero among them', () => {
    const value = fc.oneof(
      fc.integer({ min: -1e12, max: 1e12 }).map((parts) => parts / 10_000),
      fc.integer({ min: -50, max: 50 }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.boolean(), (values, isWhole) => {
        const whole = values.map((one) => (one === null || !isWhole ? one : Math.round(one)));
        const { min, max, ticks } = valueScale(whole, isWhole);
        expect(ticks).toContain(0);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect([ticks[0], ticks.at(-1)]).toEqual([min, max]);
        for (const one of whole) {
          if (one === null) continue;
          expect(one).toBeGreaterThanOrEqual(min - Math.abs(min) * 1e-9);
          expect(one).toBeLessThanOrEqual(max + Math.abs(max) * 1e-9);
        }
        if (isWhole) expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });
});
