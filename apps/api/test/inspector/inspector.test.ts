import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyBooks } from '../support/empty-books.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  click,
  convert,
  issueKey,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let partner: NewAffiliate;
let page: { id: number; key: string };
let server: { id: number; key: string };
beforeAll(async () => {
  hub = await startTestHub();
  partner = await newAffiliate(hub, 'partner');
  await newAffiliate(hub, 'resting', { status: 'paused' });
  await query(hub, sql`UPDATE storefronts SET allowed_origins = '{https://shop.example}'`);
  page = await issueKey(hub, 'publishable');
  server = await issueKey(hub, 'secret');
});
beforeEach(async () => {
  await flush();
  await emptyBooks(hub);
  await hub.owner.execute(
    sql`TRUNCATE refused_events, event_arrivals, test_events, aff_clicks, aff_last_clicks`,
  );
});
afterAll(() => hub.stop());

async function flush() {
  await hub.deps.services.refusals.flush();
  await hub.deps.services.arrivals.flush();
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
type Answer = any;

async function list(
  search: Record<string, string | number> = {},
  headers?: Record<string, string>,
): Promise<Answer> {
  await flush();
  const parameters = new URLSearchParams(
    Object.entries(search).map(([name, value]): [string, string] => [name, `${value}`]),
  );
  const request = { method: 'GET' as const, url: `/api/inspector/events?${parameters}` };
  const { status, body } = await call(hub, headers === undefined ? request : { ...request, headers });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

async function only(search: Record<string, string | number> = {}): Promise<Answer> {
  const { items } = await list(search);
  expect(items).toHaveLength(1);
  return items[0];
}

const asPage = () => ({
  ...asVisitor,
  authorization: `Bearer ${page.key}`,
  origin: 'https://shop.example',
});
const asServer = () => ({ authorization: `Bearer ${server.key}` });
const order = (body: object, headers = asServer()) =>
  call(hub, { method: 'POST', url: '/api/orders', body, headers });
const refund = (body: object, headers: Record<string, string> = asServer()) =>
  call(hub, { method: 'POST', url: '/api/affiliates/refunds', body, headers });

describe('an event that counts', () => {
  test('is a click, with its partner, its key, its door and its origin', async () => {
    await click(
      hub,
      { handle: 'partner', visitorId: randomUUID(), landingPage: 'https://shop.example/?a=b' },
      asPage(),
    );
    const event = await only();
    expect(event).toMatchObject({
      mode: 'live',
      kind: 'click',
      outcome: 'counted',
      reason: null,
      explanation: 'The click counts for the partner "partner".',
      advice: null,
      storefront: 'default',
      affiliate: { id: partner.id, handle: 'partner' },
      door: 'api',
      key: { id: page.id, name: 'shop', hint: `pk_…${page.key.slice(-4)}`, isTest: false },
      origin: 'https://shop.example',
      body: { landingPage: 'https://shop.example/' },
    });
    expect(event.id).toBe(`click-${event.subject}`);
    expect(JSON.stringify(event)).not.toContain(page.key.slice(5, -4));
  });

  test('is a click of the pixel, or of a partner’s link', async () => {
    await hub.app.inject({ url: `/px.gif?p=${partner.pixelId}`, headers: asVisitor });
    expect(await only()).toMatchObject({ door: 'pixel', key: null, outcome: 'counted' });
    await hub.app.inject({
      url: '/r/partner',
      headers: { ...asVisitor, 'user-agent': `${asVisitor['user-agent']} x` },
    });
    const { items } = await list();
    expect(items.map(({ door }: { door: string }) => door)).toEqual(['link', 'pixel']);
  });

  test('is an order that is credited, by the server’s key', async () => {
    await order({ orderId: 'ORD-1', revenue: '50.00', handle: 'partner' });
    expect(await only()).toMatchObject({
      kind: 'order',
      outcome: 'counted',
      subject: 'ORD-1',
      explanation: 'The order is credited to the partner "partner", by the handle.',
      door: 'server',
      key: { id: server.id },
      body: { orderId: 'ORD-1', revenue: '50.00', currency: 'USD' },
      result: { attributedBy: 'handle' },
    });
  });

  test('is a claim, which says that it pays nothing', async () => {
    await convert(hub, { orderId: 'C-1', revenue: 10, handle: 'partner' }, asPage());
    const event = await only();
    expect(event).toMatchObject({ kind: 'claim', outcome: 'counted', reason: 'claim', key: { id: page.id } });
    expect(event.explanation).toMatch(/pays nothing until/);
  });

  test('is a refund; one of more than is left, of nothing, or of no order says so', async () => {
    await order({ orderId: 'ORD-2', revenue: '50.00', handle: 'partner' });
    await refund({ orderId: 'ORD-2', refundId: 'r1', amount: '10.00' });
    await refund({ orderId: 'ORD-2', refundId: 'r2', amount: '45.00' });
    await refund({ orderId: 'ORD-2', refundId: 'r3', amount: '5.00' });
    await refund({ orderId: 'ORD-9', refundId: 'r4', amount: '5.00' });
    const { items } = await list({ kind: 'refund' });
    expect(items.map(({ outcome, reason }: Answer) => [outcome, reason])).toEqual([
      ['not_counted', 'unknown_order'],
      ['not_counted', 'nothing_left'],
      ['counted', 'more_than_left'],
      ['counted', null],
    ]);
    expect(items[0]).toMatchObject({ door: 'server', key: { id: server.id } });
  });
});

describe('an event that does not count says why', () => {
  test.each([
    ['bot', { handle: 'partner' }, { 'user-agent': 'curl/8.5.0' }, /program’s/],
    ['paused', { handle: 'resting', visitorId: 'a-visitor-1' }, asVisitor, /"resting" is paused/],
  ])('%s', async (reason, body, headers, words) => {
    await click(hub, body, headers);
    const event = await only();
    expect(event).toMatchObject({ outcome: 'not_counted', reason, door: 'api' });
    expect(event.explanation).toMatch(words);
    expect(event.advice).not.toBeNull();
  });

  test('duplicate, with the click that counted, also without an event id', async () => {
    const visitorId = randomUUID();
    const first = await click(hub, { handle: 'partner', visitorId }, asPage());
    await click(hub, { handle: 'partner', visitorId }, asPage());
    const [repeat] = (await list()).items;
    expect(repeat).toMatchObject({
      outcome: 'not_counted',
      reason: 'duplicate',
      door: 'api',
      key: { id: page.id },
      result: { countedClickId: first.body.clickId },
    });
    expect(repeat.explanation).toContain(`as click ${first.body.clickId}`);
  });

  test('an order that nobody is credited with, and what it named', async () => {
    await order({ orderId: 'ORD-77', revenue: '50.00', clickId: 123_456 });
    const event = await only({ text: 'ord-77' });
    expect(event).toMatchObject({ kind: 'order', outcome: 'not_counted', reason: 'nobody', affiliate: null });
    expect(event.explanation).toContain('the click id is of nothing that the hub knows');
  });
});

describe('a refused event says why', () => {
  test.each<[string, () => Promise<unknown>, () => object, RegExp, RegExp]>([
    [
      'a wrong key',
      () =>
        click(
          hub,
          { handle: 'partner' },
          { ...asVisitor, authorization: 'Bearer pk_aaaaaaaaaaaaaaaaaaaax9Kq' },
        ),
      () => ({ reason: 'unauthorized', key: { id: null, hint: 'pk_…x9Kq' }, storefront: null }),
      /not known, or was revoked/,
      /Storefronts & keys/,
    ],
    [
      'an unknown handle',
      () => click(hub, { handle: 'nobody' }, asPage()),
      () => ({
        reason: 'not_found',
        key: { id: page.id },
        storefront: 'default',
        origin: 'https://shop.example',
      }),
      /there is no affiliate "nobody"/,
      /Compare the name/,
    ],
    [
      'an origin that is not allowed',
      () => click(hub, { handle: 'partner' }, { ...asPage(), origin: 'https://other.example' }),
      () => ({
        reason: 'forbidden',
        key: { id: page.id },
        storefront: 'default',
        origin: 'https://other.example',
      }),
      /Pages of https:\/\/other\.example may not use this key/,
      /Add https:\/\/other\.example to the origins/,
    ],
    [
      'an order that names nobody',
      () => convert(hub, { orderId: 'O-1', revenue: 10, handle: 'nobody' }, asServer()),
      () => ({ kind: 'order', reason: 'not_found', door: 'server', key: { id: server.id }, subject: 'O-1' }),
      /there is no affiliate/,
      /Compare the name/,
    ],
    [
      'a body that is no JSON',
      () =>
        hub.app.inject({
          method: 'POST',
          url: '/api/affiliates/track/click',
          headers: { ...asPage(), 'content-type': 'application/json' },
          payload: '{ handle: partner }',
        }),
      () => ({ kind: 'click', reason: 'bad_request', key: { id: page.id } }),
      /is not valid JSON/,
      /JSON\.stringify/,
    ],
    [
      'a refund that is no JSON',
      () =>
        hub.app.inject({
          method: 'POST',
          url: '/api/affiliates/refunds',
          headers: { ...asServer(), 'content-type': 'application/json' },
          payload: 'orderId=1',
        }),
      () => ({ kind: 'refund', reason: 'bad_request', key: { id: server.id }, door: 'server' }),
      /is not valid JSON/,
      /JSON\.stringify/,
    ],
    [
      'a preflight for what only servers may report',
      () =>
        hub.app.inject({
          method: 'OPTIONS',
          url: '/api/orders',
          headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
        }),
      () => ({ kind: 'order', reason: 'forbidden', origin: 'https://shop.example' }),
      /no page may/,
      /from your server/,
    ],
    [
      'a pixel without a partner',
      () => hub.app.inject({ url: '/px.gif?p=', headers: asVisitor }),
      () => ({ kind: 'click', reason: 'bad_request', door: 'pixel' }),
      /required/,
      /Name the partner/,
    ],
    [
      'a link of nobody',
      () => hub.app.inject({ url: '/r/gone?to=/x', headers: asVisitor }),
      () => ({ kind: 'link', reason: 'unknown_affiliate', door: 'link', subject: '/r/gone?to=/x' }),
      /archived/,
      /restore/,
    ],
    [
      'a publishable key for what needs a secret one',
      () => refund({ orderId: 'O', refundId: 'r', amount: 1 }, asPage()),
      () => ({ kind: 'refund', reason: 'forbidden', key: { id: page.id } }),
      /publishable key may only write tracking events/,
      /secret key/,
    ],
  ])('%s', async (_name, send, facts, explanation, advice) => {
    await send();
    const event = await only({ outcome: 'refused' });
    expect(event).toMatchObject({ mode: 'live', outcome: 'refused', ...facts() });
    expect(event.explanation).toMatch(explanation);
    expect(event.advice).toMatch(advice);
  });

  test('an error of an entry is kept once, not again by who watches what is unread', async () => {
    await click(hub, { landingPage: 1 }, asPage());
    await call(hub, { method: 'POST', url: '/api/orders', body: { orderId: '' }, headers: asServer() });
    expect((await list()).items).toHaveLength(2);
  });
});

test('test keys’ events are apart, with key and origin; also one of a page that is not allowed', async () => {
  const key = await issueKey(hub, 'publishable', { isTest: true });
  const secret = await issueKey(hub, 'secret', { isTest: true });
  const headers = { ...asVisitor, authorization: `Bearer ${key.key}`, origin: 'https://shop.example' };
  await click(hub, { handle: 'partner', visitorId: 'v-12345678' }, headers);
  await click(hub, { handle: 'partner' }, { ...headers, 'user-agent': 'curl/8' });
  await order({ orderId: 'T-1', revenue: '5.00' }, { authorization: `Bearer ${secret.key}` });
  await click(hub, { handle: 'partner' }, { ...headers, origin: 'https://other.example' });
  await hub.app.inject({
    url: `/r/partner?test_key=${key.key}`,
    headers: { ...asVisitor, 'user-agent': `${asVisitor['user-agent']} y` },
  });
  expect((await list({ mode: 'live' })).items).toEqual([]);
  const { items } = await list({ mode: 'test' });
  const shown = items.map(({ kind, outcome, reason, door, key }: Answer) => [
    kind,
    outcome,
    reason,
    door,
    key?.id,
  ]);
  expect(shown.sort()).toEqual(
    [
      ['click', 'counted', null, 'api', key.id],
      ['click', 'not_counted', 'bot', 'api', key.id],
      ['order', 'not_counted', 'nobody', 'server', secret.id],
      ['click', 'refused', 'forbidden', 'api', key.id],
      ['click', 'counted', null, 'link', key.id],
    ].sort(),
  );
  for (const event of items) expect(event.explanation).toMatch(/^Test mode/);
});

describe('the list', () => {
  async function fill(clicks: number) {
    await query(
      hub,
      sql`INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, timestamp)
          SELECT 1, ${partner.id}, ${partner.pixelId}, 'v:' || n, true, now() - (${clicks} - n) * interval '1 second'
          FROM generate_series(1, ${clicks}::integer) AS n`,
    );
  }

  test('pages through all sources in the order of time, without gaps or repetitions', async () => {
    await fill(30);
    await query(
      hub,
      sql`INSERT INTO refused_events (kind, reason, message, is_stored, body, timestamp)
          SELECT 'click', 'not_found', 'x', false, '{}', now() - n * interval '3 seconds' FROM generate_series(10, 1, -1) AS n`,
    );
    await query(
      hub,
      sql`INSERT INTO test_events (storefront_id, kind, outcome, body, timestamp)
          SELECT 1, 'click', 'recorded', '{}', now() - n * interval '5 seconds' FROM generate_series(5, 1, -1) AS n`,
    );
    const seen: { id: string; at: string }[] = [];
    let cursor: string | null = null;
    do {
      const answer: Answer = await list({ limit: 7, ...(cursor === null ? {} : { cursor }) });
      seen.push(...answer.items);
      cursor = answer.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(45);
    expect(seen).toHaveLength(45);
    const times = seen.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('filters by kind, outcome, door, mode, time and storefront', async () => {
    await click(hub, { handle: 'partner', visitorId: randomUUID() }, asPage());
    await click(hub, { handle: 'nobody' }, asPage());
    await hub.app.inject({ url: `/px.gif?p=${partner.pixelId}`, headers: { 'user-agent': 'curl/8' } });
    await order({ orderId: 'ORD-5', revenue: '5.00', handle: 'partner' });
    const ids = async (search: Record<string, string | number>) =>
      (await list(search)).items.map(({ id }: { id: string }) => id.split('-')[0]);
    expect(await ids({ kind: 'order' })).toEqual(['order']);
    expect(await ids({ outcome: 'refused' })).toEqual(['refused']);
    expect(await ids({ outcome: 'not_counted' })).toEqual(['click']);
    expect(await ids({ door: 'pixel' })).toEqual(['click']);
    expect(await ids({ door: 'server' })).toEqual(['order']);
    expect(await ids({ mode: 'test' })).toEqual([]);
    expect(await ids({ storefront: 'default' })).toHaveLength(4);
    await query(hub, sql`UPDATE orders SET posted_at = now() - interval '2 hours'`);
    expect(await ids({ minutes: 60 })).toHaveLength(3);
    expect(await ids({ minutes: 600 })).toHaveLength(4);
  });

  test('finds by an order’s id, a handle, a click’s id and a SKU', async () => {
    await fill(3);
    await newAffiliate(hub, `other-${randomUUID().slice(0, 8)}`);
    const counted = await click(hub, { handle: 'partner', visitorId: randomUUID() }, asPage());
    await order({ orderId: 'ORD-6', revenue: '5.00', handle: 'partner' });
    await click(hub, { handle: 'nobody' });
    const ids = async (text: string) =>
      (await list({ text })).items.map(({ id }: { id: string }) => id.split('-')[0]);
    expect(await ids('ord-6')).toEqual(['order']);
    expect(await ids('PARTNER')).toEqual(['order', 'click', 'click', 'click', 'click']);
    expect(await ids(`${counted.body.clickId}`)).toEqual(['click']);
    expect(await ids('nobody')).toEqual(['refused']);
    expect(await ids('x'.repeat(255))).toEqual([]);
    await query(
      hub,
      sql`INSERT INTO test_events (storefront_id, kind, outcome, subject, body)
          VALUES (1, 'stock', 'recorded', 'SKU-1', '{"sku": "SKU-1"}')`,
    );
    expect(await ids('sku-1')).toEqual(['test']);
  });

  test('says what is new since it was last asked, and how many', async () => {
    await fill(3);
    const { head } = await list();
    expect(await list({ since: head })).toMatchObject({ items: [], arrived: { count: 0, isMore: false } });
    await fill(30);
    await click(hub, { handle: 'nobody' });
    const news = await list({ since: head, limit: 10 });
    expect(news.items).toHaveLength(10);
    expect(news.items[0]).toMatchObject({ outcome: 'refused' });
    expect(news.arrived).toEqual({ count: 31, isMore: false });
    expect(await list({ since: head, kind: 'order' })).toMatchObject({ items: [], arrived: { count: 0 } });
  });

  test('looks at so many rows a page and says how far back; what matches further back comes with the next ones', async () => {
    await query(
      hub,
      sql`INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, reason, timestamp)
          SELECT 1, ${partner.id}, ${partner.pixelId}, 'v:' || n, n > 5, CASE WHEN n <= 5 THEN 'bot' END,
                 now() - (12000 - n) * interval '1 second'
          FROM generate_series(1, 12000) AS n`,
    );
    const first = await list({ outcome: 'not_counted' });
    expect(first.items).toEqual([]);
    expect(first.nextCursor).not.toBeNull();
    expect(Date.now() - Date.parse(first.lookedBackTo)).toBeGreaterThan(9_990_000);
    const second = await list({ outcome: 'not_counted', cursor: first.nextCursor });
    expect(second.items).toHaveLength(5);
    expect(second).toMatchObject({ nextCursor: null, lookedBackTo: null });
  });

  test.each(['x', 'Y2xpY2s6LTE6MQ', Buffer.from('nothing:1:1').toString('base64url')])(
    'the cursor %s is refused, and so is it as a place',
    async (cursor) => {
      for (const name of ['cursor', 'since']) {
        const { status, body } = await call(hub, {
          method: 'GET',
          url: `/api/inspector/events?${name}=${cursor}`,
        });
        expect([status, body.error.message]).toEqual([400, `${name}: is not from an earlier answer`]);
      }
    },
  );
});

describe('one event', () => {
  const get = (id: string, headers: Record<string, string> = asSecret) =>
    call(hub, { method: 'GET', url: `/api/inspector/events/${id}`, headers });

  test('has an address', async () => {
    const { body } = await click(hub, { handle: 'partner', visitorId: randomUUID() }, asPage());
    await flush();
    expect(await get(`click-${body.clickId}`)).toMatchObject({
      status: 200,
      body: { id: `click-${body.clickId}`, outcome: 'counted', key: { id: page.id } },
    });
  });

  test.each(['click-999999999', 'click-0', 'nothing-1', 'click-1x', 'click-99999999999999999999'])(
    '%s is none',
    async (id) => {
      expect((await get(id)).status).toBe(404);
    },
  );

  test('a storefront’s key sees its own only, and a key without the scope none', async () => {
    await query(
      hub,
      sql`INSERT INTO storefronts (slug, name) VALUES ('outlet', 'Outlet') ON CONFLICT DO NOTHING`,
    );
    const reader = await issueKey(hub, 'secret', { storefront: 'outlet', scopes: ['ops:read'] });
    const writer = await issueKey(hub, 'secret', { scopes: ['events:write'] });
    const { body } = await click(hub, { handle: 'partner', visitorId: randomUUID() });
    await click(hub, { handle: 'nobody' });
    const headers = { authorization: `Bearer ${reader.key}` };
    expect((await list({}, headers)).items).toEqual([]);
    expect((await get(`click-${body.clickId}`, headers)).status).toBe(404);
    const refused = await get(`click-${body.clickId}`, { authorization: `Bearer ${writer.key}` });
    expect(refused.status).toBe(403);
  });
});

test('a flood of what is taken leaves a bounded sample of how it came in', async () => {
  await Promise.all(
    Array.from({ length: 400 }, (_, n) => click(hub, { handle: 'partner', visitorId: `flood-${n}` })),
  );
  await flush();
  const [row] = await query<{ total: number }>(
    hub,
    sql`SELECT count(*)::integer AS total FROM event_arrivals`,
  );
  expect(row?.total).toBeLessThanOrEqual(480);
  await query(hub, sql`UPDATE event_arrivals SET timestamp = now() - interval '8 days'`);
  await hub.deps.services.arrivals.forgetOld();
  const [left] = await query<{ total: number }>(
    hub,
    sql`SELECT count(*)::integer AS total FROM event_arrivals`,
  );
  expect(left?.total).toBe(0);
});
