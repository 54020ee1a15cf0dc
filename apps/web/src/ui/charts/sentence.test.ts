import { describe, expect, it } from 'vitest';
import { describeSeries } from './sentence.ts';
import { seriesOf } from './series.fixture.ts';
import type { TimeSeries } from './time-series.ts';
import { countUnit } from './units.ts';

const unit = countUnit({ one: 'click', many: 'clicks' }, 'en');
const week = { zone: 'Europe/Berlin', from: '2026-11-23', until: '2026-11-30', grain: 'day' } as const;
const clicks = [5, 9, 0, 12, 12, 3, 1];

const say = (data: TimeSeries) =>
  describeSeries([{ name: 'Clicks', data }], unit, 'en')
    .replaceAll('\u2009', ' ')
    .replaceAll('\u202F', ' ');

describe('the sentence of a series', () => {
  it('has the total, the change and the first peak', () => {
    const comparison = {
      kind: 'previous',
      fromDate: '2026-11-16',
      toDate: '2026-11-22',
      values: [],
      total: 30,
      change: 0.4,
    };
    expect(say(seriesOf(week, (index) => clicks[index] ?? 0, { comparison }))).toBe(
      '42 clicks, Nov 23 – 29, 2026. Up 40% on the previous period (Nov 16 – 22, 2026). ' +
        'Most on Thu, Nov 26, 2026: 12.',
    );
  });

  it('says what is not over, not kept, nothing, and not known', () => {
    expect(say(seriesOf(week, (index) => clicks[index] ?? 0, { open: 1 }))).toContain('42 clicks so far,');
    const kept = { missingBefore: '2026-11-25T00:00:00Z' };
    expect(say(seriesOf(week, (index) => (index < 3 ? null : 2), kept))).toContain(
      'Nothing is kept from before Nov 26, 2026.',
    );
    expect(say(seriesOf(week, () => 0))).toBe('0 clicks, Nov 23 – 29, 2026.');
    expect(say(seriesOf(week, () => null))).toBe('Nothing is known for Nov 23 – 29, 2026.');
    expect(say(seriesOf(week, () => null, kept))).not.toContain('undefined');
  });

  it('tells two series apart', () => {
    const one = { name: 'Verified', data: seriesOf(week, () => 1) };
    const two = { name: 'Claims', data: seriesOf(week, () => 2) };
    expect(describeSeries([one, two], unit, 'en')).toMatch(/^Verified: 7 clicks.* Claims: 14 clicks/);
  });

  it('tells the two hours from 02:00 apart', () => {
    const day = { ...week, from: '2026-10-25', until: '2026-10-26', grain: 'hour' } as const;
    expect(say(seriesOf(day, (index) => (index === 3 ? 8 : 1)))).toContain(
      'Most at Sun, Oct 25, 2:00 AM (UTC+01:00): 8.',
    );
  });
});
