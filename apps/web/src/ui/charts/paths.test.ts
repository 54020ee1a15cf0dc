import { describe, expect, it } from 'vitest';
import { areaPath, bandPath, barsPath, linePath, stepPath } from './paths.ts';

const places = (...ys: (number | null)[]) => ys.map((y, index) => ({ x: index * 10, y }));

describe('paths', () => {
  it('have a gap where nothing is known, and none at zero', () => {
    expect(linePath(places(5, 0, null, 7, 8))).toBe('M0 5L10 0M30 7L40 8');
    expect(areaPath(places(5, 0, null, 7, 8), 100)).toBe('M0 5L10 0V100H0ZM30 7L40 8V100H30Z');
  });

  it('have a dot for what stands alone, and nothing below it', () => {
    expect(linePath(places(null, 4, null, 7, 8))).toBe('M9 4a1 1 0 1 0 2 0a1 1 0 1 0-2 0M30 7L40 8');
    expect(areaPath(places(4), 100)).toBe('');
  });

  it('go level across a bucket, then straight to the next', () => {
    expect(stepPath(places(4, 9, null, 2), 5)).toBe('M-5 4V4H5V9H15M25 2V2H35');
    expect(stepPath(places(4), -5)).toBe('M5 4V4H-5');
  });

  it('of bars stand on their base, and hang from it below zero', () => {
    const bars = barsPath(places(50, 150, null, 100), { width: 8, base: 100 });
    expect(bars).toBe(
      'M-4 100V52Q-4 50 -2 50H2Q4 50 4 52V100Z' + 'M6 100V148Q6 150 8 150H12Q14 150 14 148V100Z',
    );
  });

  it('of bands go along the high and back along the low, with gaps where either is missing', () => {
    const band = [
      { x: 0, low: 9, high: 1 },
      { x: 10, low: 8, high: 2 },
      { x: 20, low: null, high: 2 },
      { x: 30, low: 8, high: null },
    ];
    expect(bandPath(band)).toBe('M0 1L10 2L10 8L0 9Z');
  });

  it('of nothing are empty', () => {
    expect([linePath([]), areaPath([], 1), stepPath([], 1), bandPath([])]).toEqual(['', '', '', '']);
  });
});
