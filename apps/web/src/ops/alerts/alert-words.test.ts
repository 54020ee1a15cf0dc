import { describe, expect, it } from 'vitest';
import { describeLevel, describeOutcome, severityOf } from './alert-words.ts';

const level = { threshold: 10, recoversAt: 13, status: 'open' } as const;

describe('severityOf', () => {
  it.each([
    [-3, 'outOfStock'],
    [0, 'outOfStock'],
    [1, 'low'],
    [9, 'low'],
    [10, 'recovering'],
    [12, 'recovering'],
  ])('of a stock of %i below 10 is %s', (stock, severity) => {
    expect(severityOf({ ...level, stock })).toBe(severity);
  });

  it('of a shortage that is over is none', () => {
    expect(severityOf({ ...level, stock: 0, status: 'resolved' })).toBeNull();
  });
});

describe('describeLevel', () => {
  it.each([
    [-3, '3 owed, warns below 10'],
    [0, 'warns below 10'],
    [4, '4 left, warns below 10'],
    [11, '11 left, resolves at 13'],
  ])('says of %i: %s', (stock, words) => {
    expect(describeLevel({ ...level, stock }, 'en')).toBe(words);
  });
});

describe('describeOutcome', () => {
  const none = { unchanged: 0, resolved: 0, unknown: 0 };
  it.each([
    [{ applied: 1, left: none }, '1 alert acknowledged.'],
    [{ applied: 1418, left: none }, '1,418 alerts acknowledged.'],
    [
      { applied: 418, left: { unchanged: 1, resolved: 2, unknown: 1 } },
      '418 alerts acknowledged. 1 needed no change. 2 were resolved in the meantime. 1 no longer exists.',
    ],
    [{ applied: 0, left: { ...none, resolved: 3 } }, 'Nothing changed. 3 were resolved in the meantime.'],
  ])('%j: %s', (outcome, words) => {
    expect(describeOutcome(outcome, 'acknowledged', 'en')).toBe(words);
  });
});
