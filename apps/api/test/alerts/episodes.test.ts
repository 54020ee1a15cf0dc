import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let hub: TestHub;
let sku: string;
let products = 0;

beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ env: { SLACK_WEBHOOK_URL: slack.url, ALERT_GROUP_SECONDS: '0' } });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});
beforeEach(async () => {
  sku = await addProduct();
});
afterEach(() => hub.deps.db.execute(sql`UPDATE inventory_products SET archived_at = now()`));

async function addProduct(stock = 100, threshold = 20): Promise<string> {
  const body = { sku: `EPISODE-${++products}`, name: 'Widget', stock, threshold };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
  return body.sku;
}

async function setStock(stock: number, of = sku): Promise<void> {
  const answer = await call(hub, { method: 'PUT', url: `/api/inventory/products/${of}`, body: { stock } });
  expect(answer.status).toBe(200);
}

async function edit(body: object): Promise<void> {
  expect((await call(hub, { method: 'PATCH', url: `/api/inventory/products/${sku}`, body })).status).toBe(
    200,
  );
}

const scan = () => hub.deps.services.alerts.scan();
const get = (url: string) => call(hub, { method: 'GET', url });
const post = (action: string, body: object) =>
  call(hub, { method: 'POST', url: `/api/alerts/${action}`, body });

async function episodes(status = 'active', of = sku) {
  return (await get(`/api/alerts?status=${status}&sku=${of}`)).body;
}

async function timeline(id: string): Promise<Record<string, unknown>[]> {
  return (await get(`/api/alerts/${id}`)).body.timeline;
}

/** What was said and done, a word a line. */
async function story(id: string): Promise<string[]> {
  return (await timeline(id)).map(({ kind, reason }) => (reason ? `${kind}: ${reason}` : String(kind)));
}

const passTime = (seconds: number) =>
  Promise.all([
    hub.deps.db.execute(
      sql`UPDATE alert_cooldowns SET claimed_at = claimed_at - make_interval(secs => ${seconds})`,
    ),
    hub.deps.db.execute(
      sql`UPDATE alert_episodes SET announced_at = announced_at - make_interval(secs => ${seconds}),
          snoozed_until = snoozed_until - make_interval(secs => ${seconds})`,
    ),
  ]);

async function announcements(): Promise<number> {
  const { body } = await get(`/api/inventory/events?sku=${sku}&limit=500`);
  return body.filter((event: { eventType: string }) => event.eventType === 'low_stock').length;
}

const REPEAT_SECONDS = 14_400;

describe('hysteresis', () => {
  test('stock that sways around its threshold a hundred times is one alert', async () => {
    await setStock(19);
    for (let sway = 0; sway < 100; sway++) {
      await setStock(20 + (sway % 2));
      await setStock(19);
      if (sway % 10 === 0) await scan();
    }
    expect(await announcements()).toBe(1);
    await setStock(22);
    const [episode] = await episodes('resolved');
    expect(await episodes('active')).toEqual([]);
    expect(await story(episode.id)).toEqual(['opened', 'announced: new', 'delivery', 'resolved: restocked']);
  });

  test.each([
    [0, 0, 1],
    [1, 0, 2],
    [10, 9, 11],
    [11, 10, 13],
    [1000, 999, 1100],
  ])(
    'with a threshold of %i, %i is low only above 0, and %i has recovered',
    async (threshold, low, recovered) => {
      sku = await addProduct(5000, threshold);
      await setStock(low);
      expect(await episodes('open')).toHaveLength(threshold === 0 ? 0 : 1);
      if (threshold === 0) return;
      await setStock(recovered - 1);
      await scan();
      expect(await episodes('open')).toHaveLength(1);
      await setStock(recovered);
      expect(await episodes('open')).toHaveLength(0);
    },
  );

  test('a stock that recovers step by step ends its alert where it crosses', async () => {
    await setStock(5);
    for (const stock of [15, 20, 21]) await setStock(stock);
    expect(await episodes('open')).toHaveLength(1);
    await setStock(22);
    expect(await episodes('open')).toHaveLength(0);
  });

  test('a lowered threshold or an archived product end it with that reason', async () => {
    await setStock(15);
    await edit({ threshold: 5 });
    await scan();
    const [lowered] = await episodes('resolved');
    expect((await story(lowered.id)).at(-1)).toBe('resolved: threshold');

    await setStock(1);
    await edit({ isArchived: true });
    await scan();
    const resolved = await episodes('resolved');
    expect(
      await Promise.all(resolved.map(async ({ id }: { id: string }) => (await story(id)).at(-1))),
    ).toEqual(['resolved: archived', 'resolved: threshold']);
  });
});

describe('an operator', () => {
  test('acknowledges: no reminder comes, a lower level does, and the record says who', async () => {
    await setStock(15);
    const [{ id }] = await episodes();
    const answer = await post('acknowledge', { ids: [id], note: 'ordered 200' });
    expect(answer.status).toBe(200);
    expect(answer.body.episodes[0]).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'secret key' });
    await passTime(REPEAT_SECONDS);
    for (let again = 0; again < 3; again++) expect((await scan()).announcedCount).toBe(0);
    await setStock(10);
    expect((await scan()).announcedCount).toBe(1);
    const acknowledgement = { kind: 'acknowledged', by: 'secret key', note: 'ordered 200' };
    expect(await timeline(id)).toContainEqual(expect.objectContaining(acknowledgement));
    expect(await story(id)).toEqual([
      'opened',
      'announced: new',
      'delivery',
      'acknowledged',
      'suppressed: acknowledged',
      'announced: lower',
      'delivery',
    ]);
  });

  test('acknowledging again changes nothing, not even who it was', async () => {
    await setStock(15);
    const [{ id }] = await episodes();
    await post('acknowledge', { ids: [id] });
    await post('acknowledge', { ids: [id], note: 'me too' });
    expect((await story(id)).filter((line) => line === 'acknowledged')).toHaveLength(1);
  });

  test('snoozes: nothing is said until then, and then what has become due', async () => {
    await setStock(15);
    const [{ id }] = await episodes();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await post('snooze', { ids: [id], until })).body.episodes[0]).toMatchObject({
      status: 'snoozed',
      snoozedUntil: until,
      snoozedBy: 'secret key',
    });
    await setStock(10);
    for (let again = 0; again < 3; again++) expect((await scan()).announcedCount).toBe(0);
    expect((await story(id)).filter((line) => line === 'suppressed: snoozed')).toHaveLength(1);
    await passTime(3_601);
    expect((await scan()).announcedCount).toBe(1);
    expect((await story(id)).slice(-4)).toEqual([
      'suppressed: snoozed',
      'reopened',
      'announced: lower',
      'delivery',
    ]);
    expect(await episodes('open')).toHaveLength(1);
  });

  test('reopens, and reminders come again', async () => {
    await setStock(15);
    const [{ id }] = await episodes();
    await post('acknowledge', { ids: [id] });
    expect((await post('reopen', { ids: [id] })).body.episodes[0]).toMatchObject({
      status: 'open',
      acknowledgedBy: null,
      acknowledgedAt: null,
    });
    await passTime(REPEAT_SECONDS);
    expect((await scan()).announcedCount).toBe(1);
    expect(await story(id)).toContain('announced: reminder');
  });

  test('leaves what is resolved as it is, and is not told of it', async () => {
    await setStock(15);
    const [{ id }] = await episodes();
    await setStock(50);
    for (const action of ['acknowledge', 'reopen']) {
      expect((await post(action, { ids: [id] })).body).toEqual({
        ...{ episodes: [], applied: 0 },
        left: { unchanged: 0, resolved: 1, unknown: 0 },
        changeId: null,
      });
    }
    expect((await story(id)).at(-1)).toBe('resolved: restocked');
  });

  test.each([
    ['has passed', -1, 'until: has already passed'],
    ['is a hundred days ahead', 100 * 86_400, 'until: is more than 90 days ahead'],
  ])('is told when the end of a snooze %s', async (_case, seconds, message) => {
    await setStock(15);
    const [{ id }] = await episodes();
    const until = new Date(Date.now() + seconds * 1000).toISOString();
    const answer = await post('snooze', { ids: [id], until });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
    expect(await episodes('open')).toHaveLength(1);
  });

  test('asks for an alert that is none: 404', async () => {
    expect((await get('/api/alerts/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});

test('what a cooldown withholds is noted once', async () => {
  await setStock(15);
  await setStock(50);
  await setStock(15);
  for (let again = 0; again < 3; again++) await scan();
  const [second] = await episodes();
  expect(await story(second.id)).toEqual(['opened', 'suppressed: cooldown']);
  await passTime(301);
  await scan();
  expect((await story(second.id)).slice(-2)).toEqual(['announced: new', 'delivery']);
});

test('a list is paged, newest first, and counted by state', async () => {
  const skus = [];
  for (let index = 0; index < 5; index++) skus.push(await addProduct());
  for (const one of skus) await setStock(3, one);
  const collected: string[] = [];
  let url = '/api/alerts?status=open&limit=2';
  for (let pages = 0; pages < 50; pages++) {
    const page = await get(url);
    collected.push(...page.body.map((episode: { sku: string }) => episode.sku));
    const next = /<([^>]+)>; rel="next"/.exec(String(page.headers.link ?? ''));
    if (next?.[1] === undefined) break;
    const { pathname, search } = new URL(next[1], 'http://hub.example');
    url = `${pathname}${search}`;
  }
  expect(collected.slice(0, 5)).toEqual([...skus].reverse());
  expect(new Set(collected).size).toBe(collected.length);
  const { body: counts } = await get('/api/alerts/counts');
  expect(counts.open).toBe(collected.length);
  expect((await get('/api/alerts?cursor=bm9uZQ')).status).toBe(400);
});

test('what was resolved long ago is forgotten with its messages, what is open stays', async () => {
  const old = await addProduct();
  await setStock(3, old);
  await setStock(100, old);
  await setStock(3);
  const age = sql`UPDATE alert_episodes SET resolved_at = resolved_at - interval '401 days', opened_at = opened_at - interval '402 days'`;
  await hub.deps.db.execute(age);
  await hub.deps.db.execute(
    sql`UPDATE deliveries SET created_at = created_at - interval '401 days', status = 'delivered'`,
  );
  await hub.deps.services.episodes.forgetOld();
  expect(await episodes('resolved', old)).toEqual([]);
  const [open] = await episodes('open');
  expect((await story(open.id)).sort()).toEqual(['announced: new', 'delivery', 'opened']);
  const { rows } = await hub.deps.db.execute(sql`
    SELECT FROM deliveries WHERE NOT EXISTS (SELECT FROM delivery_events WHERE delivery_id = deliveries.id)`);
  expect(rows).toEqual([]);
});

test('a hub that starts again says nothing again', async () => {
  await setStock(15);
  const second = await startTestHub({
    databaseUrl: hub.databaseUrl,
    env: { SLACK_WEBHOOK_URL: slack.url },
  });
  try {
    expect((await second.deps.services.alerts.scan()).announcedCount).toBe(0);
  } finally {
    await second.stop();
  }
});
