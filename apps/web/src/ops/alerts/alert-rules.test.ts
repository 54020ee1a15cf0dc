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
  const now = new Date(2026, 0, 30, 23, 30);

  test('an hour is an hour', () => {
    expect(snoozePresets(now)[0]?.until).toEqual(new Date(2026, 0, 31, 0, 30));
  });

  test('days end at eight in the morning, across the end of a month', () => {
    const ends = snoozePresets(now)
      .slice(1)
      .map(({ until }) => until);
    expect(ends).toEqual([new Date(2026, 0, 31, 8), new Date(2026, 1, 2, 8), new Date(2026, 1, 6, 8)]);
  });
});
