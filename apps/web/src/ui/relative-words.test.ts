import { expect, test, vi } from 'vitest';
import { createClock } from './clock.ts';
import { relativeWords } from './relative-words.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const SECOND = 1000;

test.each([
  [0, 'now'],
  [59, 'now'],
  [60, '1 minute ago'],
  [119, '1 minute ago'],
  [3 * 60, '3 minutes ago'],
  [3600, '1 hour ago'],
  [47 * 3600, '47 hours ago'],
  [48 * 3600, '2 days ago'],
  [7 * 86_400, '7 days ago'],
  [8 * 86_400, null],
  // The browser is an hour behind.
  [-3600, 'now'],
])('%i seconds before now is %s', (seconds, words) => {
  expect(relativeWords({ at: NOW - seconds * SECOND, now: NOW, locale: 'en' })).toBe(words);
});

test('what comes is never past', () => {
  const soon = (seconds: number) =>
    relativeWords({ at: NOW + seconds * SECOND, now: NOW, isFuture: true, locale: 'en' });
  expect([soon(7200), soon(60), soon(-3600)]).toEqual(['in 2 hours', 'in 1 minute', 'now']);
});

test('days are said in the reader’s language', () => {
  expect(relativeWords({ at: NOW - 180 * SECOND, now: NOW, locale: 'de' })).toBe('vor 3 Minuten');
});

test.each([-3_600_000, 3_600_000])('a browser that is %i ms off takes the server’s clock', (error) => {
  const clock = createClock(() => NOW + error);
  const asked = NOW + error;
  clock.correct({ serverTime: NOW, asked, heard: asked + 40 });
  expect(Math.abs(clock.now() - NOW)).toBeLessThan(1000);
});

test('a slow answer and a rounded second change nothing', () => {
  const clock = createClock(() => NOW);
  clock.correct({ serverTime: NOW - 3_600_000, asked: NOW - 9000, heard: NOW });
  clock.correct({ serverTime: NOW - 900, asked: NOW - 40, heard: NOW });
  expect(clock.now()).toBe(NOW);
});

test('all that show the time share one timer, and none is left behind', () => {
  vi.useFakeTimers({ now: NOW });
  try {
    const clock = createClock(() => Date.now());
    const seen: number[] = [];
    const ends = [1, 2, 3].map(() => clock.subscribe(() => seen.push(clock.tick())));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(seen).toEqual([NOW + 10_000, NOW + 10_000, NOW + 10_000]);
    for (const end of ends) end();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
