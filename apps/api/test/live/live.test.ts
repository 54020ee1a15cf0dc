import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { MOST_STREAMS_EACH } from '../../src/domains/live/live-service.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { LiveStream } from '../support/live-stream.ts';
import { createOperator, createPerson, postAuth, signedIn } from '../support/operator.ts';
import { asSecret, click, convert, issueKey, newAffiliate } from '../support/shop.ts';

const TOPICS = ['traffic', 'orders', 'stock', 'alerts', 'deliveries'];
const RECHECK_MILLISECONDS = 200;

let hub: TestHub;
let app: FastifyInstance;
let port: number;
let owner: Record<string, string>;
let pixelId: string;
beforeAll(async () => {
  hub = await startTestHub();
  app = await buildApp(hub.deps, {
    shedsOverload: false,
    streams: { recheckMilliseconds: RECHECK_MILLISECONDS },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
  await createOperator(hub);
  owner = await signedIn(hub);
  ({ pixelId } = await newAffiliate(hub, 'partner'));
  const product = { sku: 'SKU-1', name: 'Widget', stock: 100, threshold: 10 };
  await call(hub, { method: 'POST', url: '/api/inventory/products', body: product });
});
afterAll(async () => {
  await app.close();
  await hub.stop();
});

const opened: LiveStream[] = [];
afterEach(async () => {
  for (const stream of opened.splice(0)) await stream.close();
});

async function watch(input: object = { topics: TOPICS }, headers: Record<string, string> = owner) {
  const stream = await LiveStream.open(port, input, headers);
  opened.push(stream);
  return stream;
}

/** A stream that has told where it begins, of a hub that has told what happened before. */
async function settled(topics = TOPICS) {
  const stream = await watch({ topics });
  const first = await stream.next();
  return { stream, id: first.id as string };
}

const sell = (units: number) =>
  call(hub, {
    method: 'POST',
    url: '/api/inventory/products/SKU-1/adjust',
    body: { quantityDelta: -units, reason: 'sale' },
  });
const rename = (name: string) =>
  call(hub, { method: 'PATCH', url: '/api/inventory/products/SKU-1', body: { name } });

test('a stream says that nobody may change, buffer or keep it', async () => {
  const { stream } = await settled();
  expect(stream.response.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
});

test('a change is told within two seconds, to those who watch its topic', async () => {
  const { stream } = await settled();
  const { stream: other } = await settled(['alerts']);
  const begun = performance.now();
  expect((await rename('Gadget')).status).toBe(200);
  expect((await stream.next()).data).toEqual({
    topics: ['stock'],
    at: expect.stringMatching(/Z$/),
    pauseMilliseconds: 1_000,
  });
  expect(performance.now() - begun).toBeLessThan(2_000);
  expect(other.unread.filter(({ event }) => event === null)).toEqual([]);
});

test('a click is news once it is counted, and an order at once', async () => {
  const { stream } = await settled();
  await click(hub, { pixelId });
  // Two looks find it waiting.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(stream.unread.filter(({ event }) => event === null)).toEqual([]);
  const begun = performance.now();
  await hub.deps.services.affiliates.foldRollups();
  await stream.nextOf('traffic');
  expect(performance.now() - begun).toBeLessThan(1_500);
  await convert(hub, { pixelId, orderId: 'ORD-1', revenue: '10.00' });
  await stream.nextOf('orders');
});

test('the figures of today come with each change, read after it, and the next message leaves a pause', async () => {
  const stream = await watch({ topics: TOPICS, today: { zone: 'Asia/Tokyo' } });
  const first = await stream.next();
  expect(first.data.today).toMatchObject({ zone: 'Asia/Tokyo', comparison: { kind: 'weekday' } });
  const clicks = first.data.today.clicks.value;
  await click(hub, { pixelId, visitorId: 'of-today' });
  await hub.deps.services.affiliates.foldRollups();
  const second = await stream.nextOf('traffic');
  expect(second.data.today.clicks.value).toBe(clicks + 1);
  const begun = performance.now();
  await rename('Thing');
  await stream.nextOf('stock');
  expect(performance.now() - begun).toBeGreaterThan(500);
});

test('figures of today that cannot be read are left out, and the change is told all the same', async () => {
  const reading = vi.spyOn(hub.deps.services.today, 'watch').mockRejectedValue(new Error('too busy'));
  const stream = await watch({ topics: TOPICS, today: { zone: 'UTC' } });
  await stream.next();
  await rename('Contraption');
  const { data } = await stream.nextOf('stock');
  expect(data).not.toHaveProperty('today');
  reading.mockRestore();
});

test('a zone that there is none of is refused, by its name', async () => {
  const stream = await watch({ topics: TOPICS, today: { zone: 'Europe/Atlantis' } });
  const { data } = await stream.next(({ event }) => event === 'serialized-error');
  expect(JSON.stringify(data)).toContain('Europe/Atlantis');
});

test('an alert, what becomes of it, and a message are told', async () => {
  const { stream } = await settled();
  expect((await sell(97)).status).toBe(200);
  await stream.nextOf('alerts');
  const { rows } = await hub.owner.execute(
    sql`INSERT INTO deliveries (channel, alert_id, content) VALUES ('webhook', gen_random_uuid(), '{}') RETURNING id`,
  );
  expect(rows).toHaveLength(1);
  await stream.nextOf('deliveries');
  await hub.owner.execute(sql`INSERT INTO channel_health (channel, failures) VALUES ('webhook', 1)`);
  await stream.nextOf('deliveries');
});

test('who comes back with the last id is told what was missed, also after everybody had left', async () => {
  const { stream, id } = await settled();
  await stream.close();
  await rename('Widget');
  const again = await watch({ topics: TOPICS, lastEventId: id });
  expect((await again.next()).data.topics).toEqual(['stock']);
  const headers = { ...owner, 'last-event-id': id };
  const asBrowser = await watch({ topics: TOPICS }, headers);
  expect((await asBrowser.next()).data.topics).toEqual(['stock']);
});

test.each(['another.7', 'x', '.', `${'y'.repeat(60)}`])(
  'an id that is not of this process, %s, is a reset',
  async (id) => {
    const stream = await watch({ topics: ['stock'], lastEventId: id });
    const { id: own, data } = await stream.next();
    expect(data).toEqual({ reset: true, at: expect.any(String) });
    expect(own).not.toBe(id);
  },
);

test('who has never been told anything is told of all topics: it may have read anything', async () => {
  const fresh = await startTestHub({ databaseUrl: hub.databaseUrl });
  const its = await buildApp(fresh.deps, { shedsOverload: false });
  try {
    await its.listen({ port: 0, host: '127.0.0.1' });
    const stream = await LiveStream.open(
      (its.server.address() as AddressInfo).port,
      { topics: TOPICS },
      owner,
    );
    opened.push(stream);
    expect((await stream.next()).data.topics).toEqual(TOPICS);
  } finally {
    await its.close();
    await fresh.stop();
  }
});

test('a stream ends when its person signs out, and is not opened again', async () => {
  const person = await createPerson(hub, 'analyst');
  const headers = await signedIn(hub, person);
  const stream = await watch({ topics: TOPICS }, headers);
  await stream.next();
  expect((await postAuth(hub, 'sign-out', {}, headers)).statusCode).toBe(200);
  const { event, data } = await stream.next(({ event }) => event === 'serialized-error');
  expect([event, data.data]).toEqual([
    'serialized-error',
    expect.objectContaining({ hubCode: 'unauthorized', httpStatus: 401 }),
  ]);
  await expect(stream.next()).rejects.toThrow('ended');
  const again = await watch({ topics: TOPICS }, headers);
  expect((await again.next()).data.data.hubCode).toBe('unauthorized');
});

test('a stream ends when its person leaves the team, and when their role changes', async () => {
  const leaver = await createPerson(hub, 'operator');
  const mover = await createPerson(hub, 'operator');
  const left = await watch({ topics: TOPICS }, await signedIn(hub, leaver));
  const moved = await watch({ topics: TOPICS }, await signedIn(hub, mover));
  await Promise.all([left.next(), moved.next()]);
  await hub.deps.services.people.remove(leaver.id, COMMAND_LINE);
  await hub.deps.services.people.changeRole({ id: mover.id, role: 'analyst' }, COMMAND_LINE);
  const codeOf = async (stream: LiveStream) =>
    (await stream.next(({ event }) => event === 'serialized-error')).data.data.hubCode;
  expect(await codeOf(left)).toBe('unauthorized');
  // Clients of tRPC open it again by themselves.
  expect(await codeOf(moved)).toBe('unavailable');
});

test('a key of all storefronts watches, and one of a single storefront is refused', async () => {
  const stream = await watch({ topics: TOPICS }, asSecret);
  expect((await stream.next()).data.topics).toBeInstanceOf(Array);
  const { key } = await issueKey(hub, 'secret', { scopes: ['ops:read'] });
  const refused = await watch({ topics: TOPICS }, { authorization: `Bearer ${key}` });
  expect((await refused.next()).data.data).toMatchObject({ hubCode: 'forbidden' });
});

test('200 watchers cost one statement a second, and all are told', async () => {
  const streams = await Promise.all(Array.from({ length: 200 }, () => watch({ topics: TOPICS })));
  await Promise.all(streams.map((stream) => stream.next()));
  const query = vi.spyOn(hub.deps.db.$client, 'query');
  const looks = () =>
    query.mock.calls.filter(([sent]) => (sent as { name?: string }).name === 'hub_live_marks').length;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(looks()).toBeGreaterThanOrEqual(1);
  expect(looks()).toBeLessThanOrEqual(4);
  await rename('Gizmo');
  const told = await Promise.all(streams.map((stream) => stream.nextOf('stock')));
  expect(told[0]?.data.pauseMilliseconds).toBe(2_000);
  const metrics = (await hub.app.inject('/metrics')).body;
  expect(metrics).toMatch(/^hub_live_watchers 200$/m);
  await Promise.all(streams.map((stream) => stream.close()));
  await expect
    .poll(async () => (await hub.app.inject('/metrics')).body, { timeout: 30_000 })
    .toMatch(/^hub_live_watchers 0$/m);
  query.mockClear();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(looks()).toBe(0);
});

test('nobody holds more streams than a wall of screens', async () => {
  const streams = await Promise.all(Array.from({ length: MOST_STREAMS_EACH }, () => watch()));
  await Promise.all(streams.map((stream) => stream.next()));
  const refused = await watch();
  expect((await refused.next()).data.data).toMatchObject({ hubCode: 'rate_limited', httpStatus: 429 });
  const other = await watch({ topics: TOPICS }, await signedIn(hub, await createPerson(hub, 'analyst')));
  expect((await other.next()).event).toBeNull();
});
