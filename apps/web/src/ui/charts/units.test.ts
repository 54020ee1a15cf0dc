import { describe, expect, it } from 'vitest';
import { countUnit, describeChange, formatShare, moneyUnit } from './units.ts';

const clicks = countUnit({ one: 'click', many: 'clicks' }, 'en');
const revenue = moneyUnit({ currency: 'EUR', noun: 'of revenue', locale: 'en' });

describe('units', () => {
  it('are exact for reading and short beside a line', () => {
    expect(clicks.exact(1_560_001)).toBe('1,560,001');
    expect(clicks.short(1_560_001, 1)).toBe('1.56M');
    expect(clicks.short(1250, 250)).toBe('1.25K');
    expect(clicks.exact(null)).toBe('–');
    expect([0, 1, 2].map(clicks.inWords)).toEqual(['0 clicks', '1 click', '2 clicks']);
  });

  it('keep every digit of an amount, which never becomes a float', () => {
    expect(revenue.exact('9007199254740993.01')).toBe('€9,007,199,254,740,993.01');
    expect(revenue.inWords('-5.00')).toBe('−€5.00 of revenue');
  });

  it('write amounts beside lines with the same decimals', () => {
    expect([0, 0.5, 1].map((value) => revenue.short(value, 0.5))).toEqual(['€0.00', '€0.50', '€1.00']);
    expect([0, 20_000, -500].map((value) => revenue.short(value, 500))).toEqual(['€0', '€20K', '−€500']);
  });
});

describe('a change', () => {
  it.each([
    [0.1234, '↑ 12%', 'up 12%'],
    [-0.021, '↓ 2.1%', 'down 2.1%'],
    [0, '0%', 'no change'],
    [12.5, '↑ 1,250%', 'up 1,250%'],
  ])('%f', (change, short, words) => {
    expect(describeChange(change, 10, 'en')).toMatchObject({ short, words });
  });

  it('from nothing is new, and none where nothing is still nothing', () => {
    expect(describeChange(null, '12.00', 'en').short).toBe('new');
    expect(describeChange(null, '0.00', 'en').words).toBe('no change');
    expect(describeChange(null, 0, 'en').words).toBe('no change');
  });
});

it('formatShare does not round what is there to nothing', () => {
  expect([formatShare(1, 8, 'en'), formatShare(1, 1e6, 'en'), formatShare(0, 0, 'en')]).toEqual([
    '12.5%',
    '<0.1%',
    '0%',
  ]);
});
