import { randomUUID } from 'node:crypto';
import { TestEventDao } from '@dreamteamhub/db/test-events';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { createServerTracker } from '@dreamteamhub/sdk/server';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publishableEvents, strangersClicks } from '../../src/domains/tracking/limits.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { BROWSER, call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  click,
  convert,
  count,
  issueKey,
  type NewAffiliate,
  newAffiliate,
  query,
  uuidv7,
} from '../support/shop.ts';

let hub: TestHub;
let partner: NewAffiliate;
let asTest: Record<string, string>;
let asTestPage: Record<string, string>;
let publishable: string;
let secret: string;
/** What all other tables hold: no test may change it by a test key. */
let untouched: Record<string, string>;

const testKey = async (kind: 'publishable' | 'secret', storefront = 'default') =>
  (await issueKey(hub, kind, { isTest: true, storefront })).key;
const bearer = (key: string) => ({ authorization: `Bearer ${key}`, 'user-agent': BROWSER });

beforeAll(async () => {
  // With a receiver, so that a live order would leave a delivery and a job.
  hub = await startTestHub({
    env: {
      EVENTS_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      EVENTS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'x').toString('base64')}`,
      SLACK_WEBHOOK_URL: 'http://127.0.0.1:9/slack',
    },
  });
  partner = await newAffiliate(hub, 'partner', { commissionBps: 2000 });
  await newAffiliate(hub, 'asleep', { status: 'paused' });
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
  await hub.deps.services.storefronts.create(
    { slug: 'outlet', name: 'Outlet', currency: 'USD', allowedOrigins: [] },
    COMMAND_LINE,
  );
  const product = { sku: 'W-1', name: 'Widget', stock: 5, threshold: 20 };
  await call(hub, { method: 'POST', url: '/api/inventory/products', body: product });
  publishable = await testKey('publishable');
  secret = await testKey('secret');
  asTest = bearer(secret);
  asTestPage = bearer(publishable);
  // The salt of the day, and a live click and order, so that there is something to change.
  await click(hub, { pixelId: partner.pixelId });
  await convert(hub, { pixelId: partner.pixelId, orderId: 'LIVE-1', revenue: 10 });
  await hub.deps.services.affiliates.refreshMetrics();
});
beforeEach(async () => {
  await hub.deps.db.execute(sql`DELETE FROM test_events`);
  untouched = await fingerprints(hub);
});
afterEach(async () => {
  await hub.deps.services.refusals.flush();
  expect(await fingerprints(hub)).toEqual(untouched);
});
afterAll(() => hub.stop());

const order = (extra: object = {}) => ({ handle: 'partner', orderId: 'T-1', revenue: '50.00', ...extra });
const refund = (body: object, headers = asTest) =>
  call(hub, { method: 'POST', url: '/api/affiliates/refunds', body, headers });
const adjust = (body: object, headers = asTest) =>
  call(hub, { method: 'POST', url: '/api/inventory/products/W-1/adjust', body, headers });
const setStock = (body: object, headers = asTest) =>
  call(hub, { method: 'PUT', url: '/api/inventory/products/W-1', body, headers });
async function listed(headers = asTest, search = '') {
  await hub.deps.services.refusals.flush();
  return (await call(hub, { method: 'GET', url: `/api/test-events${search}`, headers })).body;
}

test('keys say what they are, and a version without test mode does not find them', async () => {
  expect(publishable).toMatch(/^pk_test_[\w-]{32}$/);
  expect(secret).toMatch(/^sk_test_[\w-]{32}$/);
  const { items } = await hub.deps.services.keys.list();
  expect(items.filter(({ isTest }) => isTest).map(({ lastFour }) => lastFour)).toContain(secret.slice(-4));
  // What it looked for: the plain SHA-256.
  const plain = sql`encode(sha256(${secret}::text::bytea), 'hex')`;
  expect(await count(hub, sql`FROM api_keys WHERE key_hash = ${plain}`)).toBe(0);
});

describe('an order with lines', () => {
  const lines = [
    { lineId: 'a', sku: 'TEE', quantity: 2, net: '30.00' },
    { lineId: 'b', quantity: 1, net: '20.00' },
  ];
  const report = (body: object, headers = asTest) =>
    call(hub, { method: 'POST', url: '/api/orders', body: { orderId: 'T-1', ...body }, headers });

  test('is placed, credited by a later report, refunded by line, and one order', async () => {
    const early = await refund({ orderId: 'T-1', refundId: 'r1', lines: [{ lineId: 'b', net: '10.00' }] });
    expect(early).toMatchObject({ status: 200, body: { attributionId: null } });
    const placed = await report({ lines, shipping: '5.00', couponCodes: ['NOBODYS'] });
    expect(placed).toMatchObject({
      status: 201,
      body: { created: true, attributionId: null, ignored: [{ field: 'couponCodes', reason: 'unknown' }] },
    });
    const { id } = placed.body;
    expect(await report({ lines })).toMatchObject({
      status: 409,
      body: { error: { details: { id, attributionId: null } } },
    });
    const credited = await report({ revenue: 1, handle: 'partner' });
    expect(credited).toMatchObject({ status: 200, body: { id, created: false, attributedBy: 'handle' } });
    expect(await report({ revenue: 1, handle: 'partner' })).toMatchObject({
      status: 409,
      body: { error: { details: { id, attributionId: credited.body.attributionId } } },
    });
    // 20 % of 50.00, of which the early refund took a fifth, and this one another.
    expect(
      await refund({ orderId: 'T-1', refundId: 'r2', lines: [{ lineId: 'b', net: '10.00' }] }),
    ).toMatchObject({
      body: { refunded: '20.00', commissionReversed: '4.00' },
    });
    const events = await listed(asTest, '?outcome=recorded');
    expect(events.map(({ kind }: { kind: string }) => kind)).toEqual(['refund', 'order', 'order', 'refund']);
  });

  test('sent again as the same event has the same answer; one that does not add up is 400', async () => {
    for (const by of [{}, { handle: 'partner' }]) {
      const event = { orderId: randomUUID(), eventId: uuidv7(), lines, ...by };
      const first = await report(event);
      expect(first.status).toBe(201);
      expect(await report(event)).toMatchObject({
        status: 200,
        body: { ...first.body, created: false, duplicate: true },
      });
    }
    expect((await report({ lines, revenue: '51.00' })).status).toBe(400);
    expect((await report({ lines }, asTestPage)).status).toBe(403);
  });

  test('promotes the claim of its affiliate', async () => {
    const claim = await convert(hub, order({ revenue: '900.00' }), asTestPage);
    const placed = await report({ lines, handle: 'partner' });
    expect(placed).toMatchObject({ status: 201, body: { attributionId: claim.body.attributionId } });
    expect(placed.body.id).not.toBe(claim.body.attributionId);
  });
});

describe('a click', () => {
  test('is counted, or not and why; a repeated event id gets the first answer, other content 422', async () => {
    const visit = { handle: 'partner', visitorId: randomUUID(), eventId: uuidv7() };
    const first = await click(hub, visit, asTestPage);
    expect(first).toMatchObject({ status: 200, body: { success: true, counted: true } });
    const { clickId } = first.body;
    const again = await click(hub, visit, asTestPage);
    expect(again.body).toEqual({ success: true, clickId, counted: true, duplicate: true });
    expect((await click(hub, { ...visit, subId: 'x' }, asTestPage)).status).toBe(422);
    const back = await click(hub, { ...visit, eventId: uuidv7() }, asTestPage);
    expect(back.body).toEqual({ success: true, clickId, counted: false, reason: 'duplicate' });
    const bot = await click(hub, { handle: 'partner' }, { ...asTestPage, 'user-agent': 'curl/8.5.0' });
    expect(bot.body).toMatchObject({ counted: false, reason: 'bot' });
    const sleeping = await click(hub, { handle: 'asleep' }, asTestPage);
    expect(sleeping.body).toMatchObject({ counted: false, reason: 'paused' });
    expect((await click(hub, { handle: 'nobody' }, asTestPage)).status).toBe(404);
    const events = await listed();
    expect(
      events.map(({ outcome, reason, affiliateHandle }: Record<string, string>) => [
        outcome,
        reason,
        affiliateHandle,
      ]),
    ).toEqual([
      ['refused', 'not_found', null],
      ['refused', 'event_mismatch', null],
      ['not_counted', 'paused', 'asleep'],
      ['not_counted', 'bot', 'partner'],
      ['not_counted', 'duplicate', 'partner'],
      ['recorded', null, 'partner'],
    ]);
    expect(events[0].message).toBe('handle: there is no affiliate "nobody"');
  });

  test('without an id of its visitor is told apart by address and browser', async () => {
    const other = { ...asTestPage, 'user-agent': `${BROWSER} Other` };
    const counted = async (headers: Record<string, string>) =>
      (await click(hub, { handle: 'partner' }, headers)).body.counted;
    expect([await counted(asTestPage), await counted(asTestPage), await counted(other)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('comes in a batch too, each with its own result', async () => {
    const { status, body } = await call(hub, {
      method: 'POST',
      url: '/api/affiliates/track/clicks',
      headers: asTest,
      body: {
        events: [
          { handle: 'partner', visitorIp: '203.0.113.7', visitorUserAgent: BROWSER },
          {},
          { handle: 'x' },
        ],
      },
    });
    expect(status).toBe(200);
    expect(
      body.results.map((one: { success: boolean; counted?: boolean }) => one.counted ?? one.success),
    ).toEqual([true, false, false]);
    expect((await listed()).map(({ outcome }: { outcome: string }) => outcome).sort()).toEqual([
      'recorded',
      'refused',
      'refused',
    ]);
  });
});

describe('an order', () => {
  test('is recorded once; its answers are those of live mode', async () => {
    const eventId = uuidv7();
    const first = await convert(hub, order({ eventId }), asTest);
    expect(first).toMatchObject({ status: 200, body: { success: true } });
    const { attributionId } = first.body;
    expect((await convert(hub, order({ eventId }), asTest)).body).toEqual({
      success: true,
      attributionId,
      duplicate: true,
    });
    expect((await convert(hub, order({ eventId, revenue: 51 }), asTest)).status).toBe(422);
    const taken = await convert(hub, order(), asTest);
    expect(taken).toMatchObject({ status: 409, body: { error: { details: { attributionId } } } });
    const [event] = (await listed(asTest, '?kind=order&outcome=recorded')) as Record<string, unknown>[];
    expect(event).toMatchObject({
      affiliateHandle: 'partner',
      result: { kind: 'verified', revenue: '50.00', commission: '10.00', attributedBy: 'handle' },
      hubEvent: {
        type: 'conversion.recorded',
        test: true,
        data: { orderId: 'T-1', commission: '10.00', storefront: 'default' },
      },
    });
  });

  test('of 40 at once with one id, one is recorded', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => convert(hub, order(), asTest)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(39).fill(409)]);
    expect(await count(hub, sql`FROM test_events WHERE kind = 'order' AND outcome = 'recorded'`)).toBe(1);
  });

  test('with a publishable key is a claim, which a verified order promotes', async () => {
    const claim = await convert(hub, order(), asTestPage);
    expect(claim.status).toBe(200);
    expect((await convert(hub, order(), asTestPage)).status).toBe(409);
    expect(
      (await convert(hub, order({ orderId: 'T-2', revenue: '10000.01' }), asTestPage)).body.error,
    ).toMatchObject({ code: 'bad_request', message: expect.stringContaining('revenue') });
    const eventId = uuidv7();
    const promoted = await convert(hub, order({ eventId }), asTest);
    expect(promoted.body.attributionId).toBe(claim.body.attributionId);
    expect((await convert(hub, order({ eventId }), asTest)).body).toMatchObject({
      attributionId: claim.body.attributionId,
      duplicate: true,
    });
    expect((await convert(hub, order(), asTest)).status).toBe(409);
    const events = await listed(asTest, '?kind=order&outcome=recorded');
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ message: 'verified the claim for this order' });
    expect(events[1].result).toMatchObject({ kind: 'verified' });
  });

  test('is refused for the same mistakes, and told why', async () => {
    const mistakes: [object, string][] = [
      [order({ orderId: 'undefined' }), 'orderId'],
      [order({ revenue: 'many' }), 'revenue'],
      [order({ currency: 'EUR' }), 'currency'],
      [{ orderId: 'T-9', revenue: 1 }, 'pixelId'],
    ];
    for (const [body, field] of mistakes) {
      const live = await convert(hub, body);
      expect(live.status).toBe(400);
      expect(await convert(hub, body, asTest), field).toMatchObject({ status: 400, body: live.body });
      expect(live.body.error.message).toContain(field);
    }
    expect(await listed()).toHaveLength(mistakes.length);
    // The live ones are sampled as ever.
    await hub.deps.services.refusals.flush();
    await hub.owner.execute(sql`TRUNCATE refused_events`);
  });

  test('is credited through a test click: by its id, its visitor, and the token of a test link', async () => {
    const visitorId = randomUUID();
    const { body: visit } = await click(hub, { handle: 'partner', visitorId }, asTestPage);
    const byId = await convert(hub, { orderId: 'A', revenue: 1, clickId: visit.clickId }, asTest);
    const byVisitor = await convert(hub, { orderId: 'B', revenue: 1, visitorId }, asTest);
    const token = await followLink(`/r/partner?to=/p&test_key=${publishable}`);
    const byToken = await convert(hub, { orderId: 'C', revenue: 1, clickToken: token }, asTest);
    expect([byId.status, byVisitor.status, byToken.status]).toEqual([200, 200, 200]);
    const events = await listed(asTest, '?kind=order');
    expect(events.map(({ result }: { result: { attributedBy: string } }) => result.attributedBy)).toEqual([
      'clickToken',
      'visitorId',
      'clickId',
    ]);
    expect(events[0].result.clickId).toBeGreaterThanOrEqual(400_000_000_000_000);
  });

  test('is never credited through a live click, nor a live order through a test click', async () => {
    const visitorId = randomUUID();
    const { body: visit } = await click(hub, { handle: 'partner', visitorId }, asTestPage);
    const testToken = await followLink(`/r/partner?test_key=${publishable}`);
    for (const reference of [{ clickId: visit.clickId }, { visitorId }, { clickToken: testToken }]) {
      const answer = await convert(hub, { orderId: 'L-1', revenue: 1, ...reference });
      expect([answer.status, Object.keys(reference)]).toEqual([404, Object.keys(reference)]);
    }
    // The live ones now: they write live clicks, so that the tables are compared with what they held then.
    await hub.deps.services.refusals.flush();
    const liveVisitor = randomUUID();
    const { body: live } = await click(hub, { handle: 'partner', visitorId: liveVisitor });
    const liveToken = await followLink('/r/partner');
    await hub.deps.services.refusals.flush();
    untouched = await fingerprints(hub);
    for (const reference of [
      { clickId: live.clickId },
      { visitorId: liveVisitor },
      { clickToken: liveToken },
    ]) {
      const answer = await convert(hub, { orderId: 'L-1', revenue: 1, ...reference }, asTest);
      expect([answer.status, Object.keys(reference)]).toEqual([404, Object.keys(reference)]);
      if ('clickToken' in reference) expect(answer.body.error.message).toContain('live keys do not mix');
    }
  });

  test('is signed by the server’s tracker like any other', async () => {
    const tracker = createServerTracker({
      endpoint: 'http://hub.test',
      secretKey: secret,
      fetch: async (input, init) => {
        const { pathname } = new URL(String(input));
        const answer = await hub.app.inject({
          method: 'POST',
          url: pathname,
          headers: init?.headers as Record<string, string>,
          payload: String(init?.body),
        });
        return new Response(answer.body, { status: answer.statusCode });
      },
    });
    await tracker.conversion({ handle: 'partner', orderId: 'S-1', revenue: '5.00' });
    await tracker.refund({ orderId: 'S-1', refundId: 'r' });
    expect(await listed()).toMatchObject([
      { kind: 'refund' },
      { kind: 'order', result: { kind: 'verified' } },
    ]);
    // What keeps a signed request from being sent twice.
    await hub.owner.execute(sql`TRUNCATE signed_requests`);
  });
});

async function followLink(url: string): Promise<string> {
  const answer = await hub.app.inject({ url, headers: asVisitor });
  expect(answer.headers['x-hub-link']).toBeUndefined();
  const token = new URL(String(answer.headers.location)).searchParams.get('dth_click');
  expect(token).toMatch(/^[\w-]{50}$/);
  expect(String(answer.headers.location)).not.toContain('test_key');
  return token ?? '';
}

test('a link with a key that is none of test mode leads to the shop, and records nothing', async () => {
  const live = (await issueKey(hub, 'publishable')).key;
  for (const key of [live, secret, 'pk_test_made_up', '']) {
    const answer = await hub.app.inject({ url: `/r/partner?to=/p&test_key=${key}`, headers: asVisitor });
    expect(answer.headers).toMatchObject({
      location: 'https://shop.example/p',
      'x-hub-link': 'not_a_test_key',
    });
  }
  await hub.deps.services.refusals.flush();
  const kept = JSON.stringify(await query(hub, sql`SELECT body FROM refused_events`));
  expect(kept).toContain('test_key=…');
  expect(kept).not.toContain(secret);
  expect(await listed()).toEqual([]);
  await hub.owner.execute(sql`TRUNCATE refused_events`);
  untouched = await fingerprints(hub);
});

test('refunds take back from test orders, in whatever order they come', async () => {
  await convert(hub, order(), asTest);
  expect((await refund({ orderId: 'T-1', refundId: 'r1', amount: '25.00' })).body).toMatchObject({
    refunded: '25.00',
    commissionReversed: '5.00',
  });
  const again = await refund({ orderId: 'T-1', refundId: 'r1', amount: '25.00' });
  expect(again.body).toMatchObject({ refunded: '25.00', duplicate: true });
  expect((await refund({ orderId: 'T-1', refundId: 'r1', amount: '1.00' })).status).toBe(422);
  expect((await refund({ orderId: 'T-1', refundId: 'r2' })).body).toMatchObject({
    refunded: '50.00',
    commissionReversed: '10.00',
  });
  expect((await refund({ orderId: 'EARLY', refundId: 'r' })).body).toMatchObject({ attributionId: null });
  await convert(hub, order({ orderId: 'EARLY' }), asTest);
  const [early] = await listed(asTest, '?kind=order');
  expect(early.result).toMatchObject({ refunded: '50.00', isReversed: true });
  // The live order is none of test mode.
  expect((await refund({ orderId: 'LIVE-1', refundId: 'r' })).body).toMatchObject({ attributionId: null });
  const [news] = (await listed(asTest, '?kind=refund')).filter(
    ({ hubEvent }: { hubEvent: unknown }) => hubEvent !== null,
  );
  expect(news.hubEvent).toMatchObject({
    type: 'conversion.refunded',
    test: true,
    data: { refundId: 'r2', amount: null },
  });
});

test('stock moves on a level of its own, with the answers of live mode', async () => {
  expect((await adjust({ quantityDelta: -30, reason: 'sale' })).body).toMatchObject({
    sku: 'W-1',
    stock: 70,
  });
  expect((await adjust({ quantityDelta: -71, reason: 'sale' })).body.error).toMatchObject({
    code: 'conflict',
    details: { stock: 70 },
  });
  expect((await adjust({ quantityDelta: 1, reason: 'sale' })).status).toBe(400);
  expect((await setStock({ stock: 10, expectedStock: 1 })).status).toBe(409);
  const keyed = { stock: 10, expectedStock: 70, idempotencyKey: 'k' };
  const first = await setStock(keyed);
  expect((await setStock(keyed)).body).toEqual(first.body);
  expect((await setStock({ ...keyed, stock: 11 })).status).toBe(422);
  const batch = (body: object) =>
    call(hub, { method: 'POST', url: '/api/inventory/stock', headers: asTest, body });
  const lines = [
    { sku: 'W-1', quantityDelta: -15, reason: 'sale' },
    { sku: 'W-1', quantityDelta: 6, reason: 'return' },
    { sku: 'NO', stock: 1 },
  ];
  expect((await batch({ lines })).status).toBe(409);
  expect((await batch({ lines, allOrNothing: false })).body).toMatchObject({
    changed: 2,
    refused: 1,
    lines: [
      { outcome: 'changed', oldStock: 16, stock: 1 },
      { outcome: 'changed', oldStock: 10, stock: 16 },
      { outcome: 'refused', reason: 'unknown_sku', stock: null },
    ],
  });
  const low = (await listed(asTest, '?kind=stock')).filter(
    ({ hubEvent }: { hubEvent: unknown }) => hubEvent !== null,
  );
  expect(low).toHaveLength(1);
  expect(low[0].hubEvent).toMatchObject({
    type: 'stock.low',
    test: true,
    data: { items: [{ sku: 'W-1', stock: 10, threshold: 20 }] },
  });
});

test('a publishable test key works on the shop’s pages and on this machine, and on no other page', async () => {
  const statusFrom = async (origin: string, headers = asTestPage) =>
    (await click(hub, { handle: 'partner' }, { ...headers, origin })).status;
  for (const origin of [
    'https://shop.example',
    'http://localhost:5173',
    'http://127.0.0.1',
    'http://[::1]:80',
  ]) {
    expect([origin, await statusFrom(origin)]).toEqual([origin, 200]);
  }
  for (const origin of ['https://elsewhere.example', 'http://localhost.evil.example', 'null']) {
    expect([origin, await statusFrom(origin)]).toEqual([origin, 403]);
  }
  const live = bearer((await issueKey(hub, 'publishable')).key);
  expect(await statusFrom('http://localhost:5173', live)).toBe(403);
  await hub.deps.services.refusals.flush();
  await hub.owner.execute(sql`TRUNCATE refused_events`);
  untouched = await fingerprints(hub);
});

test('limits are those of live keys', async () => {
  const { id, key } = await issueKey(hub, 'publishable', { isTest: true });
  untouched = await fingerprints(hub);
  const ip = '198.51.100.77';
  const visit = () =>
    hub.app.inject({
      method: 'POST',
      url: '/api/affiliates/track/click',
      remoteAddress: ip,
      headers: bearer(key),
      payload: { handle: 'partner' },
    });
  expect((await visit()).statusCode).toBe(200);
  hub.deps.limits.take(publishableEvents, { ip, key: id }, publishableEvents.most.address);
  expect((await visit()).statusCode).toBe(429);
  const other = { ip: '198.51.100.78', isTrusted: false };
  hub.deps.limits.take(strangersClicks, other, strangersClicks.most.address);
  const stored = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates/track/click',
    remoteAddress: other.ip,
    headers: bearer(key),
    payload: { handle: 'partner' },
  });
  expect(stored.statusCode).toBe(429);
});

test('all else is refused in words that name test mode, and nothing live is read', async () => {
  for (const [method, url] of [
    ['GET', '/api/affiliates'],
    ['GET', '/api/affiliates/conversions'],
    ['POST', '/api/affiliates'],
    ['GET', '/api/inventory/products'],
    ['POST', '/api/inventory/products'],
    ['GET', '/api/refused-events'],
    ['POST', '/api/affiliates/conversions/1/approve'],
  ] as const) {
    const answer = await call(hub, {
      method,
      url,
      headers: asTest,
      ...(method === 'GET' ? {} : { body: {} }),
    });
    expect([answer.status, url]).toEqual([403, url]);
    expect(answer.body.error.message).toMatch(/^test mode: /);
  }
  expect((await call(hub, { method: 'GET', url: '/api/test-events', headers: asTestPage })).status).toBe(403);
});

test('each storefront sees and removes its own; a test key leaves no trace, a live one an audit entry', async () => {
  const asOutlet = bearer(await testKey('secret', 'outlet'));
  untouched = await fingerprints(hub);
  expect((await convert(hub, order(), asOutlet)).status).toBe(404);
  await hub.deps.services.refusals.flush();
  await call(hub, { method: 'POST', url: '/api/test-events/remove', headers: asOutlet, body: {} });
  await click(hub, { handle: 'partner' }, asTestPage);
  await refund({ orderId: 'O', refundId: 'r' }, asOutlet);
  expect(await listed(asOutlet)).toMatchObject([{ kind: 'refund', storefront: 'outlet' }]);
  expect(await listed(asTest)).toMatchObject([{ kind: 'click', storefront: 'default' }]);
  expect(await listed(asSecret)).toHaveLength(2);
  const remove = (headers: Record<string, string>, body = {}) =>
    call(hub, { method: 'POST', url: '/api/test-events/remove', headers, body });
  expect((await remove(asOutlet, { storefront: 'default' })).status).toBe(400);
  expect((await remove(asOutlet)).body).toEqual({ removed: 1 });
  expect(await fingerprints(hub)).toEqual(untouched);
  expect((await remove(asSecret, { storefront: 'default' })).body).toEqual({ removed: 1 });
  expect(await count(hub, sql`FROM audit_log WHERE action = 'testEvents.removeTestEvents'`)).toBe(1);
  untouched = await fingerprints(hub);
});

test('a storefront keeps its newest 5,000, for 7 days', async () => {
  const old = sql`INSERT INTO test_events (storefront_id, kind, outcome, body, timestamp)`;
  await hub.owner.execute(
    sql`${old} SELECT 1, 'click', 'recorded', '{}', now() FROM generate_series(1, 5003)`,
  );
  const [{ oldest } = { oldest: 0 }] = await query<{ oldest: number }>(
    hub,
    sql`SELECT min(id)::float8 AS oldest FROM test_events`,
  );
  await click(hub, { handle: 'partner' }, asTestPage);
  expect(await count(hub, sql`FROM test_events`)).toBe(5000);
  expect(await count(hub, sql`FROM test_events WHERE id < ${oldest + 4}`)).toBe(0);
  await hub.owner.execute(
    sql`UPDATE test_events SET timestamp = now() - interval '8 days' WHERE id <= ${oldest + 10}`,
  );
  await new TestEventDao(hub.deps.work).deleteOldTestEvents(7);
  expect(await count(hub, sql`FROM test_events WHERE id <= ${oldest + 10}`)).toBe(0);
  const metrics = (await hub.app.inject('/metrics')).body;
  expect(metrics).toMatch(/hub_test_events\{outcome="recorded"\} 49\d\d/);
});

test('hub verify finds nothing, whatever test keys did', async () => {
  await click(hub, { handle: 'partner' }, asTestPage);
  await convert(hub, order(), asTest);
  await refund({ orderId: 'T-1', refundId: 'r' });
  await adjust({ quantityDelta: -99, reason: 'sale' });
  expect((await new VerifyDao(hub.deps.db).verify()).differences).toEqual([]);
});
