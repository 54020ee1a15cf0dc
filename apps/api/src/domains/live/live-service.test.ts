import type { LiveMarks } from '@dreamteamhub/db/live';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { COMMAND_LINE } from '../../platform/caller.ts';
import { ChangeSource } from './change-source.ts';
import { LiveService } from './live-service.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-30T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A service over marks that a test changes. */
function serviceOver(state: { orders: number; isPending: boolean; fails: boolean }) {
  const looks: number[] = [];
  const getMarks = async (): Promise<LiveMarks> => {
    looks.push(Date.now());
    if (state.fails) throw new Error('the database is away');
    const none = { clicks: [], refunds: [], attributions: [], movements: [], episodes: [] };
    return {
      ...none,
      deliveries: [],
      channels: [],
      audit: [],
      orders: [String(state.orders)],
      fold: [state.isPending ? 'pending' : 'done'],
    };
  };
  const now = () => new Date();
  const source = new ChangeSource({ getMarks, log: pino({ level: 'silent' }), now });
  const metrics = { watchers: 0, onMessage: () => undefined, onRefusal: () => undefined };
  const service = new LiveService({ source, metrics, now });
  const gone = new AbortController();
  const watch = (topics: ('orders' | 'traffic')[] = ['orders']) =>
    service.watch({ topics }, COMMAND_LINE, { signal: gone.signal });
  return { service, watch, metrics, gone, looks };
}

async function after<Result>(milliseconds: number, result: Promise<Result>): Promise<Result> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  return result;
}

test('who reads too slowly is told everything at once, and told to read anew once the log has moved on', async () => {
  const state = { orders: 1, isPending: false, fails: false };
  const { watch, gone } = serviceOver(state);
  const messages = watch();
  await after(0, messages.next());
  for (let second = 0; second < 100; second++) {
    state.orders += 1;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect((await messages.next()).value?.data).toMatchObject({ topics: ['orders'] });
  for (let second = 0; second < 300; second++) {
    state.orders += 1;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect((await messages.next()).value?.data).toMatchObject({ reset: true });
  gone.abort();
  expect((await messages.next()).done).toBe(true);
});

test('it looks once a second while somebody watches, soon again for clicks that wait, and never otherwise', async () => {
  const state = { orders: 1, isPending: false, fails: false };
  const { watch, gone, looks, metrics } = serviceOver(state);
  const messages = watch(['traffic']);
  await after(0, messages.next());
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).toHaveLength(6);
  state.isPending = true;
  const counted = messages.next();
  await vi.advanceTimersByTimeAsync(1_400);
  state.isPending = false;
  await vi.advanceTimersByTimeAsync(300);
  expect((await counted).value?.data).toMatchObject({ topics: ['traffic'] });
  // With clicks that always wait, it does not look more often.
  state.isPending = true;
  await vi.advanceTimersByTimeAsync(3_000);
  const before = looks.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looks.length - before).toBe(10);
  gone.abort();
  await vi.advanceTimersByTimeAsync(0);
  const ended = messages.next();
  expect((await after(0, ended)).done).toBe(true);
  expect(metrics.watchers).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks.length - before).toBeLessThanOrEqual(11);
});

test('a database that is away is told once, and so is its return', async () => {
  const state = { orders: 1, isPending: false, fails: true };
  const { watch, gone } = serviceOver(state);
  const messages = watch();
  expect((await after(0, messages.next())).value?.data).toMatchObject({ topics: [] });
  expect((await after(0, messages.next())).value?.data).toMatchObject({ stale: true });
  await vi.advanceTimersByTimeAsync(10_000);
  state.fails = false;
  // Nothing was known before: it may have read anything.
  expect((await after(1_000, messages.next())).value?.data).toMatchObject({ topics: ['orders'] });
  expect((await after(0, messages.next())).value?.data).toMatchObject({ stale: false });
  gone.abort();
});

test('a hub that stops ends streams and refuses new ones', async () => {
  const { service, watch } = serviceOver({ orders: 1, isPending: false, fails: false });
  const messages = watch();
  await after(0, messages.next());
  const next = messages.next();
  service.close();
  await expect(next).rejects.toThrow('the hub is stopping');
  await expect(watch().next()).rejects.toThrow('the hub is stopping');
});
