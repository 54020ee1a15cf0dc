import { describe, expect, it } from 'vitest';
import {
  basisPointsToPercent,
  formatCommissionRate,
  percentToBasisPoints,
  rateRules,
} from './commission-rate.ts';

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

it('a cell of a rate is written in percent and kept in basis points', () => {
  expect(rateRules.toText(1250)).toBe('12.5');
  expect(rateRules.read('7.25 %')).toEqual({ kind: 'value', value: 725 });
  expect(rateRules.read('')).toEqual({ kind: 'value', value: null });
  expect(rateRules.read('101').kind).toBe('problem');
});
