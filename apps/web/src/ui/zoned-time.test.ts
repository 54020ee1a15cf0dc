import { describe, expect, test } from 'vitest';
import { instantOf, offsetOf, wallTimeOf } from './zoned-time.ts';

const at = (text: string) => new Date(text);

describe('clocks of a zone', () => {
  test.each([
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29T01:59:59', '+01:00'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29T03:00:00', '+02:00'],
    ['2026-11-30T18:15:00Z', 'Asia/Kathmandu', '2026-12-01T00:00:00', '+05:45'],
    ['2026-07-01T00:00:00Z', 'America/St_Johns', '2026-06-30T21:30:00', '-02:30'],
    ['2026-04-04T15:00:00Z', 'Australia/Lord_Howe', '2026-04-05T01:30:00', '+10:30'],
    ['2026-12-31T12:00:00Z', 'Pacific/Kiritimati', '2027-01-01T02:00:00', '+14:00'],
    ['2026-12-31T00:00:00Z', 'UTC', '2026-12-31T00:00:00', '+00:00'],
  ])('%s in %s shows %s, %s of UTC', (instant, zone, wall, offset) => {
    expect(wallTimeOf(at(instant), zone)).toBe(wall);
    expect(offsetOf(at(instant), zone)).toBe(offset);
  });
});

describe('the instant at which clocks show a time', () => {
  test.each([
    ['2026-06-01T08:00', 'Europe/Berlin', '2026-06-01T06:00Z'],
    // It is left out: clocks show 03:30 then.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30Z'],
    // It comes twice, and the first one counts.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30Z'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00Z'],
    ['2026-03-29T00:00', 'Asia/Beirut', '2026-03-28T22:00Z'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45Z'],
    ['2026-12-01T00:00', 'Asia/Kathmandu', '2026-11-30T18:15Z'],
  ])('%s in %s is %s', (wall, zone, instant) => {
    expect(instantOf(wall, zone)).toEqual(at(instant));
  });

  test('is none for what is no time', () => {
    expect(instantOf('', 'Europe/Berlin').getTime()).toBeNaN();
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'UTC'])(
    'finds each hour of a year of %s again',
    (zone) => {
      const start = Date.UTC(2026, 0, 1);
      for (let hour = 0; hour < 365 * 24; hour++) {
        const instant = new Date(start + hour * 3_600_000);
        const wall = wallTimeOf(instant, zone);
        const found = instantOf(wall, zone);
        expect(wallTimeOf(found, zone)).toBe(wall);
        expect(found <= instant).toBe(true);
      }
    },
  );
});
