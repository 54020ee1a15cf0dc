import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { BarBreakdown } from './bar-breakdown.tsx';
import { Change } from './change.tsx';
import { ChartTable } from './chart-table.tsx';
import { FanChart } from './fan-chart.tsx';
import { bucketsOf, seriesOf } from './series.fixture.ts';
import { Sparkline } from './sparkline.tsx';
import { outOfStock, StockChart } from './stock-chart.tsx';
import { TimeSeriesChart } from './time-series-chart.tsx';
import { countUnit, moneyUnit } from './units.ts';

const unit = countUnit({ one: 'click', many: 'clicks' }, 'en');
const week = { zone: 'Europe/Berlin', from: '2026-11-23', until: '2026-11-30', grain: 'day' } as const;

const draw = (node: ReactNode) => renderToStaticMarkup(node).replaceAll('\u2009', ' ');
/** The paths of a class, by what they draw. */
const pathsOf = (html: string, name: string) =>
  [...html.matchAll(new RegExp(`<path class="_${name}_[^>]* d="([^"]*)"`, 'g'))].map(
    ([, path]) => path ?? '',
  );
const textOf = (html: string) => html.replace(/<[^>]+>/g, '|').replace(/\|+/g, '|');

function drawSeries(
  props: Partial<Parameters<typeof TimeSeriesChart>[0]> & {
    valueAt?: (index: number) => number | null;
    open?: number;
  },
) {
  const { valueAt = (index) => index * 10, open = 0, ...rest } = props;
  const series = [{ name: 'Clicks', data: seriesOf(week, valueAt, { open }) }] as const;
  return draw(<TimeSeriesChart label="Clicks" unit={unit} locale="en" series={series} {...rest} />);
}

describe('a chart over time', () => {
  it('is a figure with a name, a sentence, a way to its table, and a place for keys', () => {
    const html = drawSeries({});
    expect(html).toMatch(/<figure[^>]*aria-label="Clicks"/);
    expect(html).toContain('210 clicks, Nov 23 – 29, 2026. Most on Sun, Nov 29, 2026: 60.');
    expect(html).toMatch(/<button[^>]*aria-expanded="false"[^>]*aria-label="Show table of Clicks"/);
    expect(html).toMatch(/role="application"[^>]*tabindex="0"/);
    expect(html).toMatch(/<svg[^>]*aria-hidden="true"/);
    expect(html).toContain('aria-live="polite"');
  });

  it('draws null as a gap, and zero as zero', () => {
    const [line = ''] = pathsOf(drawSeries({ valueAt: (index) => (index === 3 ? null : 0) }), 'line');
    expect(line.match(/M/g)).toHaveLength(2);
    expect(new Set([...line.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => y)).size).toBe(1);
  });

  it('dashes the line to a bucket that is still open, and hatches its bar', () => {
    expect(drawSeries({})).not.toContain('data-open');
    const line = drawSeries({ open: 1 });
    const open = /data-open="true" d="([^"]*)"/.exec(line)?.[1];
    expect(open?.match(/[ML]/g)).toHaveLength(2);
    expect(line).toContain('210 clicks so far');
    const bars = drawSeries({ kind: 'bars', open: 1 });
    expect(pathsOf(bars, 'bars')[0]?.match(/M/g)).toHaveLength(5);
    expect(/fill="url\(#([^)]+)\)" d="([^"]*)"/.exec(bars)?.[2]?.match(/M/g)).toHaveLength(1);
  });

  it('stands with nothing, one point, and four hundred', () => {
    const none = seriesOf({ ...week, until: '2026-11-23' }, () => null);
    const empty = draw(
      <TimeSeriesChart label="Clicks" unit={unit} series={[{ name: 'Clicks', data: none }]} />,
    );
    expect(empty).toContain('Nothing to show yet');
    const one = seriesOf({ ...week, until: '2026-11-24' }, () => 5);
    expect(
      draw(<TimeSeriesChart label="Clicks" unit={unit} series={[{ name: 'Clicks', data: one }]} />),
    ).toContain('a1 1 0');
    const many = seriesOf({ ...week, from: '2025-10-26' }, (index) => index);
    const html = draw(
      <TimeSeriesChart label="Clicks" unit={unit} series={[{ name: 'Clicks', data: many }]} />,
    );
    expect(pathsOf(html, 'line')[0]?.match(/[ML]/g)).toHaveLength(400);
    for (const drawn of [empty, html]) expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('names both ranges and both series, and draws what it compares with in another way', () => {
    const comparison = {
      kind: 'previous',
      fromDate: '2026-11-16',
      toDate: '2026-11-22',
      values: [1, 2, 3],
      total: 6,
      change: null,
    };
    const one = { name: 'Verified', data: seriesOf(week, () => 4, { comparison }) };
    const two = { name: 'Claims', data: seriesOf(week, () => 7) };
    const html = draw(<TimeSeriesChart label="Orders" unit={unit} locale="en" series={[one, two]} />);
    expect(textOf(html)).toContain('|Verified| Nov 23 – 29, 2026|Claims|Previous period| Nov 16 – 22, 2026|');
    expect(html).toContain('data-mark="comparison" d="M');
    expect(html).toContain('New, from nothing on the previous period');
    expect(html).toMatch(/<rect class="_knot_/);
  });

  it('says what is not kept', () => {
    const data = seriesOf(week, (index) => (index < 4 ? null : 1), { missingBefore: '2026-11-26T23:00:00Z' });
    const html = draw(
      <TimeSeriesChart label="Clicks" unit={unit} locale="en" series={[{ name: 'Clicks', data }]} />,
    );
    expect(html).toContain('Not kept');
    expect(html).toContain('Nothing is kept from before Nov 27, 2026.');
  });

  it('has refunds below zero and every digit in words', () => {
    const data = seriesOf(week, (index) => (index === 2 ? '-1250.00' : '9007199254740993.01'), {
      total: '54043195528445958.06',
    });
    const money = moneyUnit({ currency: 'EUR', noun: 'of revenue', locale: 'en' });
    const html = draw(
      <TimeSeriesChart label="Revenue" unit={money} locale="en" series={[{ name: 'Revenue', data }]} />,
    );
    expect(html).toContain('€54,043,195,528,445,958.06 of revenue');
    expect(html).toContain('€9,007,199,254,740,993.01');
  });
});

it('a table has a heading for each row and column, and a foot', () => {
  const cell = (text: string) => ({ text, raw: text });
  const data = {
    columns: ['Time', 'Clicks'],
    rows: [{ name: cell('Mon'), cells: [cell('12')] }],
    total: { name: cell('Total'), cells: [cell('12')] },
  };
  const html = draw(<ChartTable label="Clicks" data={data} />);
  expect(html).toContain('<th scope="row">Mon</th><td>12</td>');
  expect(html).toContain('<tfoot><tr><th scope="row">Total</th><td>12</td>');
  expect(html).toMatch(/<section[^>]*aria-label="Clicks, table"[^>]*tabindex="0"/);
});

describe('a breakdown', () => {
  const long = 'x'.repeat(255);
  const html = draw(
    <BarBreakdown
      label="Clicks by page"
      dimension="Page"
      measure="Clicks"
      rows={[
        { name: long, value: 60 },
        { name: 'صفحة', value: 30 },
      ]}
      other={10}
      total={100}
      unit={unit}
      locale="en"
    />,
  );

  it('always has what has no name, and what is in no row, so that its rows make the total', () => {
    expect(textOf(html)).toContain('|(none)|0|0%|Other|10|10%|Total|100|100%|');
    const values = [...html.matchAll(/<\/th><td>(\d+)<\/td>/g)].map(([, value]) => Number(value));
    expect(values.slice(0, -1).reduce((sum, value) => sum + value)).toBe(values.at(-1));
  });

  it('keeps a long name whole for readers, and a name’s own direction', () => {
    expect(html).toContain(`title="${long}">${long}</span>`);
    expect(html).toContain('dir="auto" title="صفحة">صفحة</span>');
  });
});

it('a sparkline is an image with a name, and a table where it stands alone', () => {
  const html = draw(
    <Sparkline label="Clicks, 3 days" unit={unit} values={[3, 1560001, null]} names={['a', 'b', 'c']} />,
  );
  expect(html).toMatch(/role="img" aria-label="Clicks, 3 days: last 1,560,001, most 1,560,001"/);
  expect(html).toContain('<th scope="row">c</th><td>–</td>');
  for (const values of [[], [0, 0], [5], [null]]) {
    expect(draw(<Sparkline label="Clicks" unit={unit} values={values} />)).not.toMatch(/NaN|Infinity/);
  }
});

describe('stock', () => {
  const points = bucketsOf(week).map((bucket, index) => ({
    ...bucket,
    stock: [9, 3, 0, 0, 20, 12, -1][index] ?? null,
    lowest: [9, 0, 0, 0, 0, 12, -1][index] ?? null,
  }));

  it('goes in steps, against its threshold, with stretches that were out', () => {
    expect(outOfStock(points)).toEqual([
      { from: 1, to: 5 },
      { from: 6, to: 7 },
    ]);
    const pieces = countUnit({ one: 'piece', many: 'pieces' }, 'en');
    const html = draw(
      <StockChart label="Stock" threshold={5} unit={pieces} grain="day" locale="en" points={points} />,
    );
    expect(html).toContain('−1 piece in stock, with a threshold of 5. Least: −1 on Sun, Nov 29, 2026.');
    expect(html).toContain('Out of stock Nov 24 – 27, 2026; Nov 29, 2026.');
    expect(html.match(/data-kind="out"/g)).toHaveLength(2);
    expect(pathsOf(html, 'line')[0]).toMatch(/^M[\d.]+ [\d.]+V[\d.]+H/);
  });
});

it('a fan has its median within two ranges, and says what they are', () => {
  const history = seriesOf(week, () => 10).points;
  const forecast = bucketsOf({ ...week, from: '2026-11-30', until: '2026-12-03' }).map((bucket) => ({
    ...bucket,
    median: 12,
    half: { low: 11, high: 14 },
    most: { low: 8, high: 19 },
  }));
  const html = draw(
    <FanChart label="Demand" unit={unit} grain="day" locale="en" history={history} forecast={forecast} />,
  );
  expect(html).toContain('The forecast for Wed, Dec 2, 2026 is 12 clicks; in 90 of 100 outcomes, 8 to 19.');
  expect(html).toContain('data-mark="wide"');
  expect(html).toContain('data-mark="narrow"');
  // The scale holds the widest range.
  expect(textOf(html)).toContain('|20|');
});

it('a change has an arrow for the eye and words for the ear', () => {
  const html = draw(<Change change={-0.25} value={3} than="on last Tuesday" locale="en" />);
  expect(html).toContain('<span aria-hidden="true">↓ 25%</span>');
  expect(html).toContain('down 25% on last Tuesday');
});
