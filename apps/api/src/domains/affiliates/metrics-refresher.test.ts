import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AffiliateService } from './affiliate-service.ts';
import { MetricsRefresher } from './metrics-refresher.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-28T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns the scopes of all refreshes within `milliseconds`. */
async function refreshesWithin(
  milliseconds: number,
  refresh: { takes?: number; fails?: boolean },
): Promise<('all' | 'changed')[]> {
  const scopes: ('all' | 'changed')[] = [];
  const refreshing = (scope: 'all' | 'changed') => async () => {
    scopes.push(scope);
    await new Promise((resolve) => setTimeout(resolve, refresh.takes ?? 0));
    if (refresh.fails) throw new Error('the database is away');
    return 0;
  };
  const affiliates = {
    refreshMetrics: refreshing('all'),
    foldRollups: refreshing('changed'),
  } as unknown as AffiliateService;
  const refresher = new MetricsRefresher({
    affiliates,
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });
  refresher.start();
  await vi.advanceTimersByTimeAsync(milliseconds);
  const stopped = refresher.stop();
  await vi.advanceTimersByTimeAsync(refresh.takes ?? 0);
  await stopped;
  return scopes;
}

test('it refreshes every second, and rests as long after one that takes its time', async () => {
  expect(await refreshesWithin(9_500, {})).toHaveLength(10);
  expect(await refreshesWithin(9_500, { takes: 1_000 })).toHaveLength(5);
});

test('it looks at all affiliates first, every five minutes and when a day has ended, and tries again after a failure', async () => {
  const scopes = await refreshesWithin(5 * 60_000 + 2_500, {});
  expect(scopes.slice(0, 2)).toEqual(['all', 'changed']);
  expect(scopes.filter((scope) => scope === 'all')).toHaveLength(2);
  vi.setSystemTime(new Date('2026-11-28T23:59:58Z'));
  expect(await refreshesWithin(3_500, {})).toEqual(['all', 'changed', 'all', 'changed']);
  expect(await refreshesWithin(2_500, { fails: true })).toEqual(['all', 'all', 'all']);
});
