import { describe, expect, test } from 'vitest';
import { coverOf, coverWords, outWords, type StockPoint, soldIn } from './stock-time.ts';

const day = (number: number, values: Partial<StockPoint> = {}): StockPoint => ({
  start: new Date(Date.UTC(2026, 0, number)).toISOString(),
  end: new Date(Date.UTC(2026, 0, number + 1)).toISOString(),
  lowest: 5,
  sold: 0,
  ...values,
});
const days = (count: number, values: (number: number) => Partial<StockPoint>) =>
  Array.from({ length: count }, (_, index) => day(index + 1, values(index + 1)));
const after = (count: number) => new Date(Date.UTC(2026, 0, count + 1)).toISOString();

describe('coverOf', () => {
  test('divides the stock by what is sold in a day', () => {
    const history = { points: days(28, () => ({ sold: 2 })), asOf: after(28) };
    expect(coverOf(history, 30)).toEqual({ kind: 'days', days: 15, perDay: 2 });
    expect(coverOf(history, -3)).toMatchObject({ days: 0 });
  });

  test('counts the day that is not over by what has passed of it', () => {
    const history = {
      points: days(8, () => ({ sold: 2 })),
      asOf: new Date(Date.UTC(2026, 0, 8, 12)).toISOString(),
    };
    expect(coverOf(history, 16)).toMatchObject({ days: 7.5 });
  });

  test('leaves out days before the product came, and says nothing of fewer than a week', () => {
    const since = (first: number) => days(28, (number) => ({ sold: number < first ? null : 4 }));
    expect(coverOf({ points: since(15), asOf: after(28) }, 28)).toMatchObject({ days: 7, perDay: 4 });
    expect(coverOf({ points: since(25), asOf: after(28) }, 28)).toEqual({ kind: 'unknown' });
    expect(coverOf({ points: since(29), asOf: after(28) }, 28)).toEqual({ kind: 'unknown' });
  });

  test('knows no end of what nobody buys', () => {
    expect(coverOf({ points: days(28, () => ({})), asOf: after(28) }, 28)).toEqual({
      kind: 'unsold',
      days: 28,
    });
  });
});

test('days of cover in words', () => {
  expect([0, 0.4, 1, 12.9, 731, 1e9].map((count) => coverWords(count, 'en'))).toEqual([
    'none',
    'less than a day',
    '1 day',
    '12 days',
    'over 2 years',
    'over 2 years',
  ]);
});

test('what was sold is the sum of what is known', () => {
  expect(soldIn(days(3, (number) => ({ sold: number === 1 ? null : number })))).toBe(5);
  expect(soldIn(days(3, () => ({ sold: null })))).toBeNull();
});

test('how long nothing was left', () => {
  expect(
    outWords(
      days(28, (number) => ({ lowest: number > 25 ? 0 : 4 })),
      'day',
      'en',
    ),
  ).toBe('on 3 of 28 days');
  expect(
    outWords(
      days(24, (number) => ({ lowest: number > 23 ? -2 : null })),
      'hour',
      'en',
    ),
  ).toBe('in 1 of 1 hour');
  expect(
    outWords(
      days(7, () => ({})),
      'day',
      'en',
    ),
  ).toBe('never');
  expect(
    outWords(
      days(7, () => ({ lowest: null })),
      'day',
      'en',
    ),
  ).toBeNull();
});
