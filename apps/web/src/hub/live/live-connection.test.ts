import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  LiveConnection,
  type LiveToday,
  type LiveTopic,
  type StreamEvents,
  type StreamRequest,
} from './live-connection.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-30T09:12:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Opened extends StreamEvents {
  request: StreamRequest;
  isClosed: boolean;
}

/** A connection to a hub that does what a test says. Streams begin at once unless `begins` is false. */
function connect(hub: { begins?: boolean; answers?: 'ok' | 'signed-out' | 'unreachable' } = {}) {
  const streams: Opened[] = [];
  const checkedAt: number[] = [];
  const begunAt = Date.now();
  const connection = new LiveConnection({
    open(request, events) {
      const stream = { request, ...events, isClosed: false };
      streams.push(stream);
      if (hub.begins !== false) {
        queueMicrotask(() => {
          stream.onStarted();
          stream.onMessage(`a.${streams.length}`, { topics: [], at: '', pauseMilliseconds: 1_000 });
        });
      }
      return () => {
        stream.isClosed = true;
      };
    },
    async check() {
      checkedAt.push(Date.now() - begunAt);
      return hub.answers ?? 'ok';
    },
    random: () => 0.5,
  });
  const told: { topics: LiveTopic[]; at: number }[] = [];
  const watch = (topics: LiveTopic[] = ['orders', 'stock']) =>
    connection.subscribe(topics, (changed) => told.push({ topics: [...changed], at: Date.now() - begunAt }));
  const last = () => streams.at(-1) as Opened;
  const state = () => connection.status.state;
  return { connection, streams, told, watch, last, state, hub, checkedAt };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('all parts of a page share one stream, which a change of pages does not close', async () => {
  const { watch, streams, state, last, told } = connect();
  const leave = watch(['orders']);
  watch(['stock'])();
  watch(['stock', 'orders']);
  await pass(0);
  expect(state()).toBe('live');
  expect(streams).toHaveLength(1);
  expect(last().request).toEqual({ topics: ['orders', 'stock'] });
  leave();
  watch(['stock']);
  await pass(0);
  expect(streams).toHaveLength(1);
  watch(['alerts']);
  await pass(0);
  expect(streams[0]?.isClosed).toBe(true);
  expect(last().request).toEqual({ topics: ['orders', 'stock', 'alerts'], lastEventId: 'a.1' });
  last().onMessage('a.9', { topics: ['alerts'], at: '', pauseMilliseconds: 1_000 });
  await pass(1_000);
  expect(told.map(({ topics }) => topics)).toEqual([['alerts']]);
});

test('nobody is left: the stream closes', async () => {
  const { watch, last, state } = connect();
  const leave = watch();
  await pass(0);
  leave();
  await pass(0);
  expect([last().isClosed, state()]).toEqual([true, 'idle']);
  await pass(120_000);
  expect(state()).toBe('idle');
});

test('a hub that restarts: it is asked after 1, 2, 4 … 30 s, and then told the last id', async () => {
  const { watch, last, state, hub, checkedAt, streams, connection } = connect();
  watch();
  await pass(0);
  last().onMessage('a.7', { topics: [], at: '', pauseMilliseconds: 1_000 });
  hub.answers = 'unreachable';
  last().onEnd();
  expect(state()).toBe('reconnecting');
  expect(connection.status.heardAt).toBe(Date.parse('2026-11-30T09:12:00Z'));
  await pass(100_000);
  expect(checkedAt).toEqual([1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000]);
  expect(streams).toHaveLength(1);
  hub.answers = 'ok';
  await pass(30_000);
  expect(state()).toBe('live');
  expect(last().request.lastEventId).toBe('a.7');
  // The next time, it begins with a second again.
  last().onEnd();
  await pass(1_000);
  expect(checkedAt.at(-1)).toBe(131_000);
});

test('a session that has ended is asked for once', async () => {
  const { watch, last, state, hub, checkedAt } = connect();
  watch();
  await pass(0);
  hub.answers = 'signed-out';
  last().onEnd();
  await pass(200_000);
  expect([checkedAt.length, state()]).toEqual([1, 'idle']);
});

test('a reset is news of everything', async () => {
  const { watch, last, told } = connect();
  watch();
  await pass(0);
  last().onMessage('b.0', { reset: true, at: '' });
  await pass(200);
  expect(told).toEqual([{ topics: ['orders', 'stock'], at: 100 }]);
});

test('a stream that does not begin in ten seconds gives way to a look every ten seconds, until one begins', async () => {
  const { watch, state, told, hub, streams } = connect({ begins: false });
  watch();
  await pass(9_999);
  expect(state()).toBe('connecting');
  await pass(30_001);
  expect(state()).toBe('polling');
  expect(told.map(({ at }) => at)).toEqual([20_100, 30_100]);
  expect(streams[0]?.isClosed).toBe(true);
  hub.begins = true;
  await pass(40_000);
  expect(state()).toBe('live');
  const before = told.length;
  await pass(30_000);
  expect(told).toHaveLength(before);
});

test('answers that are no stream, from a hub that is there, give way to a look every ten seconds as well', async () => {
  const { watch, last, state, streams } = connect({ begins: false });
  watch();
  await pass(0);
  for (let attempt = 0; attempt < 4; attempt++) {
    last().onEnd();
    await pass(10_000);
  }
  expect(streams.length).toBeLessThanOrEqual(4);
  expect(state()).toBe('polling');
});

test('a hidden page keeps its stream for half a minute, and hears on its return what it did not look at', async () => {
  const { connection, watch, last, told, streams } = connect();
  watch();
  await pass(0);
  connection.setSeen(false);
  await pass(10_000);
  last().onMessage('a.2', { topics: ['stock'], at: '', pauseMilliseconds: 1_000 });
  await pass(10_000);
  expect(told).toEqual([]);
  connection.setSeen(true);
  await pass(200);
  expect(told.map(({ topics }) => topics)).toEqual([['stock']]);
  expect(streams).toHaveLength(1);
});

test('a page that was hidden for longer opens its stream again and reads everything anew', async () => {
  const { connection, watch, told, streams, last } = connect();
  watch();
  await pass(0);
  connection.setSeen(false);
  await pass(31_000);
  expect(last().isClosed).toBe(true);
  await pass(3_600_000);
  expect([streams.length, told.length]).toEqual([1, 0]);
  connection.setSeen(true);
  await pass(200);
  expect(last().request.lastEventId).toBe('a.1');
  expect(told.map(({ topics }) => topics)).toEqual([['orders', 'stock']]);
});

test('after eight hours of sleep everything is read anew, over a new stream', async () => {
  const { watch, told, streams } = connect();
  watch();
  await pass(12_000);
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  await pass(5_200);
  expect(streams).toHaveLength(2);
  expect(told.map(({ topics }) => topics)).toEqual([['orders', 'stock']]);
});

test('without a network nothing is tried, and with it everything at once', async () => {
  const { connection, watch, state, told, last, streams, checkedAt } = connect();
  watch();
  await pass(0);
  connection.setOnline(false);
  expect([state(), last().isClosed]).toEqual(['offline', true]);
  await pass(300_000);
  expect([streams.length, checkedAt.length]).toEqual([1, 0]);
  connection.setOnline(true);
  await pass(200);
  expect([state(), streams.length, told.length]).toEqual(['live', 2, 1]);
});

test('a database that does not answer is said, and its return', async () => {
  const { watch, last, state } = connect();
  watch();
  await pass(0);
  last().onMessage('a.1', { stale: true, at: '' });
  expect(state()).toBe('stale');
  last().onMessage('a.1', { stale: false, at: '' });
  expect(state()).toBe('live');
});

test('what an old stream still says is not heard', async () => {
  const { connection, watch, streams, told, state } = connect();
  watch();
  await pass(0);
  connection.setOnline(false);
  connection.setOnline(true);
  await pass(1_500);
  const before = told.length;
  streams[0]?.onMessage('a.9', { topics: ['stock'], at: '', pauseMilliseconds: 1_000 });
  streams[0]?.onEnd();
  await pass(5_000);
  expect([told.length, state()]).toEqual([before, 'live']);
});

test('figures of today come with the stream, and are asked for only where they do not', async () => {
  const { connection, streams, last, told, watch } = connect();
  watch(['orders']);
  const taken: LiveToday[] = [];
  const readAnew = vi.fn();
  const request = { zone: 'Europe/Berlin' };
  const leave = connection.subscribe(['orders', 'stock'], readAnew, {
    request,
    take: (today) => taken.push(today),
  });
  await pass(0);
  expect(last().request).toMatchObject({ topics: ['orders', 'stock'], today: request });
  const today = { zone: 'Europe/Berlin' } as LiveToday;
  last().onMessage('a.5', { topics: ['orders'], at: '', pauseMilliseconds: 1_000, today });
  await pass(2_000);
  expect(taken).toEqual([today]);
  expect(readAnew).not.toHaveBeenCalled();
  expect(told.map(({ topics }) => topics)).toEqual([['orders']]);
  // The hub could not read them, or does not know what was missed.
  last().onMessage('a.6', { topics: ['orders'], at: '', pauseMilliseconds: 1_000 });
  await pass(2_000);
  last().onMessage('a.7', { reset: true, at: '' });
  await pass(2_000);
  expect(readAnew).toHaveBeenCalledTimes(2);
  expect(taken).toHaveLength(1);
  leave();
  await pass(0);
  expect(streams.at(-1)?.request).not.toHaveProperty('today');
});
