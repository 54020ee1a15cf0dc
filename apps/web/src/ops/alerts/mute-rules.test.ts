import { describe, expect, it } from 'vitest';
import { describeMuted, describeReach, endsMeant, muteEnds, readMutePhrase } from './mute-rules.ts';

const ends = (now: string, zone: string) =>
  Object.fromEntries(
    muteEnds(new Date(now), zone).map(({ label, until }) => [label, until?.toISOString() ?? null]),
  );

describe('the ends of a mute', () => {
  it('are in the person’s zone: Monday is theirs', () => {
    // Thursday evening in Los Angeles is Friday in UTC.
    expect(ends('2026-12-04T04:30:00Z', 'America/Los_Angeles')).toEqual({
      '1 hour': '2026-12-04T05:30:00.000Z',
      'Tomorrow, 09:00': '2026-12-04T17:00:00.000Z',
      'Monday, 09:00': '2026-12-07T17:00:00.000Z',
      '1 week': '2026-12-10T17:00:00.000Z',
      'Until I end it': null,
    });
  });

  it('stay nine o’clock when the clocks change before', () => {
    expect(ends('2027-03-26T11:00:00Z', 'Europe/Berlin')['Monday, 09:00']).toBe('2027-03-29T07:00:00.000Z');
    expect(ends('2026-10-23T11:00:00Z', 'Europe/Berlin')['Monday, 09:00']).toBe('2026-10-26T08:00:00.000Z');
    expect(ends('2026-10-02T00:00:00Z', 'Australia/Lord_Howe')['Monday, 09:00']).toBe(
      '2026-10-04T22:00:00.000Z',
    );
  });

  it('name each time once: on a Sunday tomorrow is Monday, on a Monday next Monday is a week away', () => {
    expect(Object.keys(ends('2026-11-29T12:00:00Z', 'UTC'))).not.toContain('Tomorrow, 09:00');
    const monday = ends('2026-11-30T12:00:00Z', 'UTC');
    expect(monday['Monday, 09:00']).toBe('2026-12-07T09:00:00.000Z');
    expect(Object.keys(monday)).not.toContain('1 week');
  });
});

describe('what is typed into the palette', () => {
  it.each([
    ['mute sku-y', { what: 'sku-y', when: '' }],
    ['Mute  SKU-Y until Monday', { what: 'SKU-Y', when: 'until Monday' }],
    ['mute wait until dawn for 1 week', { what: 'wait until dawn', when: 'for 1 week' }],
    ['mute متجر-1 until mon', { what: 'متجر-1', when: 'until mon' }],
    ['mute until', { what: 'until', when: '' }],
    ['mute', null],
    ['muted', null],
    ['unmute x', null],
  ])('%s', (text, phrase) => expect(readMutePhrase(text)).toEqual(phrase));

  it('names an end by its beginning', () => {
    const meant = (when: string, now = '2026-12-02T12:00:00Z') =>
      endsMeant(when, { now: new Date(now), zone: 'UTC' }).map(({ label }) => label);
    expect(meant('until  MON')).toEqual(['Monday, 09:00']);
    expect(meant('for 1')).toEqual(['1 hour', '1 week']);
    expect(meant('until doomsday')).toEqual([]);
    expect(meant('')).toHaveLength(5);
    // Any other that it names: Monday is tomorrow then.
    expect(meant('until tomorrow', '2026-11-29T12:00:00Z')).toHaveLength(1);
    expect(meant('for 3 days')).toEqual([expect.stringMatching(/2026/)]);
  });
});

describe('words', () => {
  it('say what is muted', () => {
    expect(describeMuted({ kind: 'sku', value: 'W-1' })).toBe('W-1');
    expect(describeMuted({ kind: 'supplier', value: 'Acme' })).toBe('all products of Acme');
    expect(describeMuted({ kind: 'prefix', value: 'S-' })).toBe('all SKUs that begin with S-');
  });

  it('say what that is now', () => {
    const reach = (count: number, alerts: number, isMore = false) =>
      describeReach({ products: { count, isMore }, alerts });
    expect(reach(0, 0)).toBe('No product now. Products that you add later are muted.');
    expect(reach(1, 0)).toBe('1 product now.');
    expect(reach(1, 1)).toBe('1 product now, which has an alert.');
    expect(reach(12, 0)).toBe('12 products now, none of them low.');
    expect(reach(10_000, 3, true)).toMatch(/10,000.* products now, 3 of them with an alert\./);
  });
});
