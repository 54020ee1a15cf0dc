import { describe, expect, it } from 'vitest';
import { basisPointsToPercent, formatCommissionRate, percentToBasisPoints } from './commission-rate.ts';

describe('commission rates', () => {
  it('survive the conversion to percent and back', () => {
    for (let basisPoints = 0; basisPoints <= 10_000; basisPoints++) {
      expect(percentToBasisPoints(basisPointsToPercent(basisPoints))).toBe(basisPoints);
    }
  });

  it('tell the hub’s default from zero', () => {
    expect(percentToBasisPoints(null)).toBeNull();
    expect(formatCommissionRate(null)).toBe('Default');
    expect(formatCommissionRate(0, 'en')).toBe('0%');
    expect(formatCommissionRate(1250, 'en')).toBe('12.5%');
  });
});
