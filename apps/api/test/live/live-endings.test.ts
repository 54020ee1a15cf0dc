import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { LiveStream } from '../support/live-stream.ts';
import { asSecret } from '../support/shop.ts';

let database: TestDatabase;
let proxy: FaultProxy;
let hub: TestHub;
let app: FastifyInstance;
let draining: AbortController;
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startFaultProxy(database.url);
  hub = await startTestHub({ databaseUrl: proxy.url, patience: 1 });
  draining = new AbortController();
  app = await buildApp(hub.deps, {
    shedsOverload: false,
    draining: draining.signal,
    streams: { recheckMilliseconds: 300 },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  proxy.restore();
  await app.close();
  await hub.stop();
  await proxy.close();
  await database.drop();
});

const watch = () =>
  LiveStream.open((app.server.address() as AddressInfo).port, { topics: ['stock', 'orders'] }, asSecret);

const change = () =>
  database.pool.query(`INSERT INTO inventory_events (sku, event_type) VALUES ('SKU-1', 'adjusted')`);

test.each(['cut', 'stall'] as const)(
  'over a database that is gone (%s), a stream stays open, says so, and goes on when it is back',
  async (fault) => {
    const stream = await watch();
    await stream.next();
    proxy[fault]();
    expect((await stream.next(({ data }) => 'stale' in data)).data.stale).toBe(true);
    await change();
    proxy.restore();
    expect((await stream.nextOf('stock')).data.topics).toEqual(['stock']);
    expect((await stream.next(({ data }) => 'stale' in data)).data.stale).toBe(false);
    expect(stream.isEnded).toBe(false);
    await stream.close();
  },
  60_000,
);

test('a hub that drains ends its streams with a reason to come back, and opens no new one', async () => {
  const stream = await watch();
  await stream.next();
  draining.abort();
  const { data } = await stream.next(({ event }) => event === 'serialized-error');
  // With this code of tRPC, its clients open the stream again.
  expect(data.code).toBe(-32603);
  expect(data.data).toMatchObject({ hubCode: 'unavailable', httpStatus: 503 });
  await expect(stream.next()).rejects.toThrow('ended');
  const late = await watch();
  expect((await late.next()).data.data.hubCode).toBe('unavailable');
});

test('open streams do not delay the end of a hub', async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, watch));
  await Promise.all(streams.map((stream) => stream.next()));
  const begun = performance.now();
  await app.close();
  expect(performance.now() - begun).toBeLessThan(2_000);
  await expect.poll(() => streams.every((stream) => stream.isEnded)).toBe(true);
});

test('a reader that reads nothing holds nothing up, and is told once of all that it missed', async () => {
  const slow = await watch();
  await slow.next();
  slow.response.pause();
  const quick = await watch();
  await quick.next();
  for (let round = 0; round < 3; round++) {
    await change();
    await quick.nextOf('stock');
  }
  slow.response.resume();
  expect((await slow.nextOf('stock')).data.topics).toEqual(['stock']);
  await hub.deps.db.execute(sql`SELECT 1`);
  await slow.close();
  await quick.close();
});
