import { describe, expect, it } from 'vitest';
import { readSaidEnd } from './said-end.ts';

/** A Wednesday noon in Berlin. */
const NOW = '2026-12-02T11:00:00Z';

const read = (text: string, now = NOW, zone = 'Europe/Berlin') =>
  readSaidEnd(text, { now: new Date(now), zone })
    ?.toISOString()
    .slice(0, 16) ?? null;

describe('an end that somebody typed', () => {
  it.each([
    ['for 2 hours', '2026-12-02T13:00'],
    ['for an hour', '2026-12-02T12:00'],
    ['for 36h', '2026-12-03T23:00'],
    ['for 3 days', '2026-12-05T08:00'],
    ['for 1 d', '2026-12-03T08:00'],
    ['for 2 weeks', '2026-12-16T08:00'],
    ['until tomorrow', '2026-12-03T08:00'],
    ['until fri', '2026-12-04T08:00'],
    ['Until  Next Friday, 15:30', '2026-12-04T14:30'],
    ['until monday at 7:00', '2026-12-07T06:00'],
    ['until next week', '2026-12-07T08:00'],
    // The day that it is today is the next one.
    ['until wednesday', '2026-12-09T08:00'],
    ['until 24 dec', '2026-12-24T08:00'],
    ['until December 24', '2026-12-24T08:00'],
    ['until 1. march', '2027-03-01T08:00'],
    ['until 2027-07-01', '2027-07-01T07:00'],
    ['until 2026-12-02 18:00', '2026-12-02T17:00'],
    ['until 15:00', '2026-12-02T14:00'],
    ['until 9:00', '2026-12-03T08:00'],
    ['until today 18:00', '2026-12-02T17:00'],
  ])('%s', (text, end) => expect(read(text)).toBe(end));

  it.each([
    ...['until doomsday', 'until', 'for', 'for 3', 'for 3 months of rain', 'until f', 'until 31 february'],
    ...['until 2026-13-01', 'until 2026-11-30', 'until today', 'until today 8:00', 'until 24', 'until 25:99'],
    ...['for 0 days', '3 days'],
  ])('%s is none', (text) => expect(read(text)).toBeNull());

  it('tomorrow is tomorrow on a Sunday as well', () => {
    expect(read('until tomorrow', '2026-11-29T11:00:00Z')).toBe('2026-11-30T08:00');
  });

  it('is of the reader’s day, and keeps its hour when clocks change before', () => {
    // Thursday evening in Los Angeles is Friday in UTC.
    expect(read('until friday', '2026-12-04T04:30:00Z', 'America/Los_Angeles')).toBe('2026-12-04T17:00');
    expect(read('until monday', '2027-03-26T11:00:00Z')).toBe('2027-03-29T07:00');
    // Clocks leave out 02:30 there.
    expect(read('until 2027-03-28 2:30')).toBe('2027-03-28T01:30');
  });
});
