import { randomUUID } from 'node:crypto';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let hub: TestHub;

beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ works: true, env: { SLACK_WEBHOOK_URL: slack.url } });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});
beforeEach(() => hub.owner.execute(sql`TRUNCATE deliveries, channel_pacing, channel_health CASCADE`));

const item = { sku: 'W-1', name: 'Widget', stock: 1, threshold: 20 };

/** A message that nobody has tried to send yet. */
const create = (channel = 'webhook', items = [item]) =>
  new DeliveryDao(hub.deps.db).createDelivery({
    channel,
    alertId: randomUUID(),
    content: { kind: items.length === 1 ? 'alert' : 'digest', items, occurredAt: new Date().toISOString() },
    carried: [],
  });

async function createDead(channel = 'webhook'): Promise<string> {
  const id = await create(channel);
  await hub.deps.db.execute(sql`
    UPDATE deliveries SET status = 'dead', attempts = 12, last_error = 'HTTP 500' WHERE id = ${id}`);
  return id;
}

const get = async (url: string) => (await call(hub, { method: 'GET', url })).body;
const redrive = (body: object) => call(hub, { method: 'POST', url: '/api/alerts/deliveries/redrive', body });

test('a list is filtered by state and channel, and one message is shown with all attempts', async () => {
  const dead = await createDead();
  const items = Array.from({ length: 7 }, (_, n) => ({ ...item, sku: `W-${n}` }));
  const waiting = await create('email', items);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  expect(ids(await get('/api/alerts/deliveries'))).toEqual([waiting, dead]);
  expect(ids(await get('/api/alerts/deliveries?status=dead'))).toEqual([dead]);
  expect(ids(await get('/api/alerts/deliveries?channel=email'))).toEqual([waiting]);
  expect((await get('/api/alerts/deliveries?channel=email'))[0]).toMatchObject({
    kind: 'digest',
    itemCount: 7,
    skus: ['W-0', 'W-1', 'W-2', 'W-3', 'W-4'],
    message: null,
  });
  slack.answerNext({ status: 500 });
  const tried = await create();
  await hub.deps.services.deliveries.deliver(tried);
  expect(await get(`/api/alerts/deliveries/${tried}`)).toMatchObject({
    delivery: { id: tried, status: 'pending', attempts: 1, lastError: 'HTTP 500' },
    items: [item],
    attempts: [{ attempt: 1, outcome: 'retry', detail: 'HTTP 500' }],
  });
});

test('what was given up is sent again, with as many attempts before it as a new message', async () => {
  const id = await createDead();
  slack.answerNext({ status: 500 });
  const before = slack.messages.length;
  expect((await redrive({ ids: [id] })).body).toEqual({ redriven: 1 });
  expect((await redrive({ ids: [id] })).body).toEqual({ redriven: 0 });
  await vi.waitFor(
    async () =>
      expect((await get(`/api/alerts/deliveries/${id}`)).delivery).toMatchObject({
        status: 'delivered',
        attempts: 14,
        lastError: null,
      }),
    { timeout: 25_000, interval: 100 },
  );
  expect(slack.messages).toHaveLength(before + 2);
});

test('all of a channel are sent again, a second apart; those of a channel that is gone stay', async () => {
  const ids = [await createDead(), await createDead(), await createDead()];
  const gone = await createDead('email');
  expect((await redrive({ channel: 'email' })).status).toBe(400);
  expect((await redrive({})).status).toBe(400);
  expect((await redrive({ ids: [gone] })).body).toEqual({ redriven: 0 });
  expect((await redrive({ channel: 'webhook' })).body).toEqual({ redriven: 3 });
  await vi.waitFor(async () => expect(await get('/api/alerts/deliveries?status=delivered')).toHaveLength(3), {
    timeout: 25_000,
    interval: 100,
  });
  const { rows } = await hub.deps.db.execute<{ gap: number }>(sql`
    SELECT extract(epoch FROM started_at - lag(started_at) OVER (ORDER BY started_at))::float8 AS gap
    FROM delivery_attempts ORDER BY started_at`);
  for (const { gap } of rows.slice(1)) expect(gap).toBeGreaterThan(0.9);
  expect(ids).toHaveLength(rows.length);
});

test('asks for a message that is none: 404', async () => {
  expect((await call(hub, { method: 'GET', url: `/api/alerts/deliveries/${randomUUID()}` })).status).toBe(
    404,
  );
});
