import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let hub: TestHub;
let products = 0;

beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ env: { SLACK_WEBHOOK_URL: slack.url, ALERT_GROUP_SECONDS: '0' } });
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});
afterEach(async () => {
  await hub.deps.db.execute(sql`UPDATE inventory_products SET archived_at = now()`);
  await hub.owner.execute(sql`DELETE FROM alert_mutes`);
  await scan();
  await hub.owner.execute(sql`DELETE FROM deliveries`);
});

const scan = () => hub.deps.services.alerts.scan();
const get = async (url: string) => (await call(hub, { method: 'GET', url })).body;
const post = (url: string, body: object = {}) =>
  call(hub, { method: 'POST', url: `/api/alerts/${url}`, body });

async function addProduct(
  { sku = `MUTED-${++products}`, supplier = null }: { sku?: string; supplier?: string | null } = {},
  stock = 100,
): Promise<string> {
  const body = { sku, name: 'Widget', stock, threshold: 20, supplier };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
  return sku;
}

async function setStock(sku: string, stock: number): Promise<void> {
  const url = `/api/inventory/products/${encodeURIComponent(sku)}`;
  expect((await call(hub, { method: 'PUT', url, body: { stock } })).status).toBe(200);
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

async function mute(kind: string, value: string, until: string | null = inHours(24), note?: string) {
  const { status, body } = await post('mutes', {
    kind,
    value,
    until,
    ...(note === undefined ? {} : { note }),
  });
  expect([200, 201]).toContain(status);
  return body;
}

/** As if the time of all mutes had come. */
const endMutes = () => hub.owner.execute(sql`UPDATE alert_mutes SET until = now() - interval '1 second'`);

/** What was sent to Slack, a list of SKUs a message, oldest first. */
async function sent(): Promise<string[][]> {
  const { rows } = await hub.deps.db.execute<{ skus: string[] }>(sql`
    SELECT ARRAY(SELECT item->>'sku' FROM jsonb_array_elements(content->'items') AS item) AS skus
    FROM deliveries ORDER BY created_at`);
  return rows.map(({ skus }) => skus);
}

async function alertOf(sku: string) {
  const [episode] = await get(`/api/alerts?sku=${encodeURIComponent(sku)}`);
  return episode;
}

async function story(sku: string): Promise<string[]> {
  const { id } = await alertOf(sku);
  const { timeline } = await get(`/api/alerts/${id}`);
  return timeline.map(({ kind, reason }: Record<string, string>) => (reason ? `${kind}: ${reason}` : kind));
}

describe('a SKU that is muted before any alert', () => {
  test('opens its alert, which says so and is not announced, however often it is scanned', async () => {
    const sku = await addProduct();
    const until = inHours(24);
    const { id } = await mute('sku', sku, until, 'Ordered');
    await setStock(sku, 5);
    await scan();
    await setStock(sku, 4);
    await scan();
    expect(await sent()).toEqual([]);
    expect(await story(sku)).toEqual(['opened', 'suppressed: muted']);
    const episode = await alertOf(sku);
    expect(episode).toMatchObject({
      status: 'open',
      announcedAt: null,
      mute: { id, until, by: 'secret key' },
    });
    const { timeline } = await get(`/api/alerts/${episode.id}`);
    expect(timeline[1]).toMatchObject({ reason: 'muted', by: 'secret key', until, stock: 5 });
    expect(await get('/api/alerts/counts')).toMatchObject({ open: 1, muted: 1, mutes: 1 });
  });

  test('is announced once when the mute ends and it is still low, together with others', async () => {
    const muted = [await addProduct(), await addProduct(), await addProduct()];
    for (const sku of muted) await mute('sku', sku);
    for (const sku of muted) await setStock(sku, 5);
    await scan();
    await endMutes();
    await Promise.all([scan(), scan(), scan()]);
    expect(await sent()).toEqual([muted]);
    expect(await story(muted[0] as string)).toEqual([
      'opened',
      'suppressed: muted',
      'announced: new',
      'delivery',
    ]);
    expect(await alertOf(muted[0] as string)).toMatchObject({ mute: null });
  });

  test('is never announced when it is restocked before the mute ends', async () => {
    const sku = await addProduct();
    await mute('sku', sku);
    await setStock(sku, 5);
    await setStock(sku, 50);
    await endMutes();
    await scan();
    expect(await sent()).toEqual([]);
  });

  test('is announced by the next scan when somebody lifts the mute', async () => {
    const sku = await addProduct();
    const { id, ...made } = await mute('sku', sku);
    await setStock(sku, 5);
    const lifted = await post(`mutes/${id}/lift`);
    expect(lifted).toMatchObject({ status: 200, body: { id, value: sku, until: made.until } });
    await scan();
    expect(await sent()).toEqual([[sku]]);
    expect((await post(`mutes/${id}/lift`)).status).toBe(404);
  });
});

test('a mute of an announced shortage withholds reminders and lower levels, and loses none', async () => {
  const sku = await addProduct();
  await setStock(sku, 5);
  expect(await sent()).toEqual([[sku]]);
  await mute('sku', sku);
  await setStock(sku, 3);
  await scan();
  expect(await sent()).toHaveLength(1);
  await endMutes();
  await scan();
  expect(await sent()).toEqual([[sku], [sku]]);
  expect((await story(sku)).filter((line) => line !== 'delivery')).toEqual([
    ...['opened', 'announced: new', 'suppressed: muted', 'announced: lower'],
  ]);
});

test('of several mutes the one that lasts longest holds, and is the one that is shown', async () => {
  const sku = await addProduct({ supplier: 'Acme' });
  const short = await mute('sku', sku, inHours(1));
  const long = await mute('supplier', 'Acme', inHours(48));
  await setStock(sku, 5);
  expect((await alertOf(sku)).mute).toMatchObject({ id: long.id });
  const endless = await mute('prefix', sku.slice(0, 5), null);
  expect((await alertOf(sku)).mute).toMatchObject({ id: endless.id, until: null });
  for (const { id } of [endless, long]) await post(`mutes/${id}/lift`);
  await scan();
  expect(await sent()).toEqual([]);
  expect((await alertOf(sku)).mute).toMatchObject({ id: short.id });
  const [listed] = await get(`/api/alerts/mutes?sku=${sku}`);
  expect(listed).toMatchObject({ id: short.id, reach: { products: { count: 1, isMore: false }, alerts: 1 } });
});

test('a product that goes to another supplier is no longer muted with the old one', async () => {
  const sku = await addProduct({ supplier: 'Acme' });
  await mute('supplier', 'Acme', null);
  await setStock(sku, 5);
  await scan();
  expect(await sent()).toEqual([]);
  await call(hub, { method: 'PATCH', url: `/api/inventory/products/${sku}`, body: { supplier: 'Acme Ltd' } });
  await scan();
  expect(await sent()).toEqual([[sku]]);
});

test.each([
  ['100%-', '100%-WOOL', '100X-WOOL'],
  ['a_b', 'A_B-1', 'AXB-1'],
  ['\\', '\\\\SHARE', 'SHARE-2'],
  ['straße', 'STRASSE-1', 'STRASE-1'],
  ['مت', 'متجر-1', 'جرمت'],
])('a beginning of SKUs is taken literally and in any case: %s', async (prefix, reached, missed) => {
  await Promise.all([addProduct({ sku: reached }), addProduct({ sku: missed })]);
  await mute('prefix', prefix);
  const url = `/api/alerts/mutes/preview?kind=prefix&value=${encodeURIComponent(prefix)}`;
  expect(await get(url)).toMatchObject({ products: { count: 1, isMore: false }, alerts: 0 });
  await setStock(reached, 5);
  await setStock(missed, 5);
  await scan();
  expect(await sent()).toEqual([[missed]]);
  expect(await get(url)).toMatchObject({ alerts: 1 });
  await hub.owner.execute(sql`DELETE FROM alert_episodes`);
  await hub.owner.execute(sql`DELETE FROM inventory_products`);
});

test('a supplier is taken letter for letter', async () => {
  const sku = await addProduct({ supplier: 'A%' });
  const other = await addProduct({ supplier: 'AB' });
  await mute('supplier', 'A%');
  for (const one of [sku, other]) await setStock(one, 5);
  await scan();
  expect(await sent()).toEqual([[other]]);
});

test('a product that comes after the mute of its beginning is muted', async () => {
  await mute('prefix', 'LATER-', null);
  const sku = await addProduct({ sku: `LATER-${++products}` }, 1);
  await scan();
  expect(await sent()).toEqual([]);
  expect((await alertOf(sku)).mute).not.toBeNull();
});

describe('what is refused', () => {
  test('a SKU that no product has, and a time that has passed', async () => {
    expect((await post('mutes', { kind: 'sku', value: 'NOBODY', until: null })).status).toBe(404);
    const past = await post('mutes', { kind: 'prefix', value: 'X', until: '2020-01-01T00:00:00.000Z' });
    expect(past).toMatchObject({ status: 400, body: { error: { message: 'until: has already passed' } } });
    for (const value of ['', '   ', '\u200b']) {
      expect((await post('mutes', { kind: 'prefix', value, until: null })).status).toBe(400);
    }
  });

  test('an edit and a lift of what somebody else has changed since', async () => {
    const { id, until } = await mute('prefix', 'EDIT-');
    const url = `/api/alerts/mutes/${id}`;
    const later = inHours(72);
    const edit = (body: object) => call(hub, { method: 'PATCH', url, body });
    expect(await edit({ until: later, note: 'Longer', expected: { until } })).toMatchObject({
      status: 200,
      body: { until: later, note: 'Longer' },
    });
    expect((await edit({ until: null, expected: { until } })).status).toBe(409);
    expect((await edit({ note: null, expected: { note: null } })).status).toBe(409);
    expect((await post(`mutes/${id}/lift`, { expectedUntil: until })).status).toBe(409);
    expect((await post(`mutes/${id}/lift`, { expectedUntil: later })).status).toBe(200);
    expect((await edit({ until: null })).status).toBe(404);
  });
});

test('the same mute twice, at the same time too, is one', async () => {
  const until = inHours(5);
  const twice = await Promise.all([1, 2].map(() => post('mutes', { kind: 'prefix', value: 'TWICE', until })));
  expect(twice.map(({ status }) => status).toSorted()).toEqual([200, 201]);
  expect(await get('/api/alerts/mutes')).toHaveLength(1);
});

test('a mute that ends across a change of the clocks ends at its instant', async () => {
  // Monday, 09:00 in Berlin, the day after the clocks went forward.
  const until = '2027-03-29T07:00:00.000Z';
  const { id } = await mute('prefix', 'DST-', until);
  expect(await get('/api/alerts/mutes?match=dst')).toMatchObject([{ id, until }]);
});

test('mutes that have ended are gone from the list, and from the database in the night', async () => {
  await mute('prefix', 'OVER-');
  await endMutes();
  expect(await get('/api/alerts/mutes')).toEqual([]);
  await hub.deps.services.mutes.forgetEnded();
  const { rows } = await hub.deps.db.execute(sql`SELECT FROM alert_mutes`);
  expect(rows).toHaveLength(0);
});
