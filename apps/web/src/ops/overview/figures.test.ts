import { expect, test } from 'vitest';
import { cutTime, isCut, thanWords } from './comparison-words.ts';
import { figuresOf, figuresOfToday, type Today } from './figures.ts';

const NOTHING = { value: '0.00', comparable: '0.00', comparison: '0.00', change: null };

const hour = (start: string, clicks: number | null) => ({
  ...{ start, end: start, label: start, clicks, orders: clicks === null ? null : 0 },
  ...{ revenue: clicks === null ? null : '10.00', commission: '1.00', isComplete: clicks !== null },
});

const today: Today = {
  zone: 'Asia/Kathmandu',
  from: '2026-11-29T18:15:00.000Z',
  to: '2026-11-30T18:15:00.000Z',
  fromDate: '2026-11-30',
  toDate: '2026-11-30',
  asOf: '2026-11-30T08:31:00.000Z',
  missingBefore: null,
  comparison: {
    kind: 'weekday',
    from: '2026-11-22T18:15:00.000Z',
    to: '2026-11-23T18:15:00.000Z',
    fromDate: '2026-11-23',
    toDate: '2026-11-23',
    until: '2026-11-30T08:30:00.000Z',
    otherUntil: '2026-11-23T08:30:00.000Z',
  },
  clicks: { value: 7, comparable: 6, comparison: 4, change: 0.5 },
  orders: { value: 0, comparable: 0, comparison: 0, change: null },
  money: [
    { currency: 'EUR', revenue: { ...NOTHING, value: '5.00' }, commission: NOTHING },
    {
      currency: 'USD',
      revenue: { value: '20.00', comparable: '20.00', comparison: '10.00', change: 1 },
      commission: NOTHING,
    },
  ],
  series: {
    currency: 'USD',
    points: [hour('2026-11-29T18:15:00.000Z', 3), hour('2026-11-29T19:15:00.000Z', null)],
    comparison: [{ clicks: 2, orders: 0, revenue: '10.00', commission: '1.00' }],
  },
  topAffiliates: [],
  openAlerts: { total: 0, outOfStock: 0, low: 0 },
  lowStock: { count: 0, products: [] },
};

test('today’s hours become the series of a chart, beside those of the other day', () => {
  const { series, currency } = figuresOfToday(today);
  expect(currency).toBe('USD');
  expect(series.clicks.points.map(({ value }) => value)).toEqual([3, null]);
  // The other day has an hour less here, as where clocks changed.
  expect(series.clicks.comparison).toMatchObject({ values: [2, null], total: 4, change: 0.5 });
  expect(series.revenue.points.map(({ value }) => value)).toEqual(['10.00', null]);
  expect(series.revenue).toMatchObject({ total: '20.00', comparison: { total: '10.00', change: 1 } });
});

test('amounts of currencies stand beside each other, the page’s own first', () => {
  const figures = figuresOfToday(today);
  const shown = figuresOf('revenue', figures).map(({ currency, value }) => [currency, value]);
  expect(shown).toEqual([
    ['USD', '20.00'],
    ['EUR', '5.00'],
  ]);
  expect(figuresOf('clicks', figures)).toMatchObject([{ currency: null, value: 7, change: 0.5 }]);
});

test('what is compared is named, up to the minute of the chosen zone', () => {
  expect(thanWords(today)).toMatch(/^on Nov 23, 2026, up to 2:15\sPM$/);
  const { comparison } = today;
  if (comparison === null) throw new Error('there is one above');
  expect(cutTime(comparison, 'UTC')).toMatch(/^8:30\sAM$/);
  expect(isCut({ ...comparison, otherUntil: comparison.to })).toBe(false);
  expect(thanWords({ ...today, comparison: null })).toBe('');
});
