import { describe, expect, test } from 'vitest';
import { alertActions, snoozePresets } from './alert-rules.ts';

describe('alertActions', () => {
  test('an open alert cannot be reopened, and a resolved one has no actions', () => {
    expect(alertActions(['open'])).toEqual(['acknowledge', 'snooze']);
    expect(alertActions(['acknowledged'])).toEqual(['snooze', 'reopen']);
    expect(alertActions(['resolved'])).toEqual([]);
  });

  test('several alerts have every action that applies to one of them', () => {
    expect(alertActions(['open', 'acknowledged', 'resolved'])).toEqual(['acknowledge', 'snooze', 'reopen']);
  });
});

describe('snoozePresets', () => {
  const ends = (now: string, zone: string) =>
    snoozePresets(new Date(now), zone).map(({ until }) => until.toISOString().slice(0, 16));

  test('an hour is an hour, also when clocks change in it', () => {
    expect(ends('2026-03-29T00:30:00Z', 'Europe/Berlin')[0]).toBe('2026-03-29T01:30');
  });

  test.each([
    // Each of them is 23:30 on 30 January where the reader is.
    ['2026-01-30T22:30:00Z', 'Europe/Berlin', ['2026-01-31T08:00', '2026-02-02T08:00', '2026-02-06T08:00']],
    ['2026-01-30T14:30:00Z', 'Asia/Tokyo', ['2026-01-31T00:00', '2026-02-02T00:00', '2026-02-06T00:00']],
    [
      '2026-01-31T07:30:00Z',
      'America/Los_Angeles',
      ['2026-01-31T17:00', '2026-02-02T17:00', '2026-02-06T17:00'],
    ],
  ])('at %s, days end at nine in the morning in %s, across the end of a month', (now, zone, mornings) => {
    expect(ends(now, zone).slice(1)).toEqual(mornings);
  });

  test('nine o’clock stays nine o’clock when clocks change before it', () => {
    expect(ends('2026-03-28T12:00:00Z', 'Europe/Berlin')[1]).toBe('2026-03-29T07:00');
    expect(ends('2026-10-24T12:00:00Z', 'Europe/Berlin')[1]).toBe('2026-10-25T08:00');
  });
});
