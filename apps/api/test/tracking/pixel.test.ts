import { createTestDatabase } from '@dreamteamhub/db/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, count, type NewAffiliate, newAffiliate, query, uuidv7 } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  affiliate = await newAffiliate(hub, 'pixelled');
});
afterAll(() => hub.stop());

const get = (parameters: Record<string, string> | string, headers: Record<string, string> = asVisitor) =>
  hub.app.inject({ method: 'GET', url: `/px.gif?${new URLSearchParams(parameters)}`, headers });

const lastClick = async () => {
  const [row] = await query<Record<string, unknown>>(
    hub,
    sql`SELECT * FROM aff_clicks ORDER BY id DESC LIMIT 1`,
  );
  return row;
};

/** Requests that must record nothing. */
async function recordingNothing<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = await count(hub, sql`FROM aff_clicks`);
  const result = await work();
  expect(await count(hub, sql`FROM aff_clicks`)).toBe(before);
  return result;
}

test('one transparent pixel, after the commit', async () => {
  const answer = await get({ p: affiliate.pixelId });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('image/gif');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['cross-origin-resource-policy']).toBe('cross-origin');
  const image = answer.rawPayload;
  expect(image).toHaveLength(43);
  expect(image.subarray(0, 6).toString()).toBe('GIF89a');
  expect([image.readUInt16LE(6), image.readUInt16LE(8)]).toEqual([1, 1]);
  // The graphic control extension says that colour 0, the pixel's, is transparent.
  expect([...image.subarray(19, 27)]).toEqual([0x21, 0xf9, 4, 1, 0, 0, 0, 0]);
  expect(await lastClick()).toMatchObject({ affiliate_id: affiliate.id, counted: true });
});

test('short names and the contract’s mean the same', async () => {
  const event = {
    visitorId: 'visitor-1',
    landingPage: 'https://shop.example/landing?a=1',
    referrer: 'https://blog.example/',
    subId: 'spring',
  };
  const short = { v: event.visitorId, u: event.landingPage, r: event.referrer, s: event.subId };
  const stored = {
    visitor_key: 'v:visitor-1',
    landing_page: event.landingPage,
    referrer: event.referrer,
    sub_id: event.subId,
  };
  expect((await get({ h: affiliate.handle, ...short })).statusCode).toBe(200);
  expect(await lastClick()).toMatchObject(stored);
  expect((await get({ handle: affiliate.handle, ...event, storefront: 'default' })).statusCode).toBe(200);
  expect(await lastClick()).toMatchObject(stored);
});

test('an event id makes a repeated image one click, whatever door it came through', async () => {
  const eventId = uuidv7();
  const parameters = { p: affiliate.pixelId, e: eventId, u: '/x' };
  const before = await count(hub, sql`FROM aff_clicks`);
  expect((await get(parameters)).statusCode).toBe(200);
  expect((await get(parameters)).statusCode).toBe(200);
  const posted = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates/track/click',
    headers: asVisitor,
    payload: { pixelId: affiliate.pixelId, eventId, landingPage: '/x' },
  });
  expect(posted.json()).toMatchObject({ success: true, duplicate: true });
  expect(await count(hub, sql`FROM aff_clicks`)).toBe(before + 1);
  expect((await get({ ...parameters, u: '/other' })).statusCode).toBe(422);
});

test('the landing page is the page that the image sits on', async () => {
  const referer = `https://shop.example/${'a'.repeat(3000)}`;
  expect((await get({ p: affiliate.pixelId }, { ...asVisitor, referer })).statusCode).toBe(200);
  expect(await lastClick()).toMatchObject({ landing_page: referer.slice(0, 512), referrer: null });
  await get({ p: affiliate.pixelId, u: '/named' }, { ...asVisitor, referer });
  expect(await lastClick()).toMatchObject({ landing_page: '/named' });
});

test('what a template left empty counts as absent', async () => {
  expect((await get({ p: affiliate.pixelId, h: '', e: '', v: '', r: '', s: '' })).statusCode).toBe(200);
});

describe('what is wrong is refused by name, and nothing is recorded', () => {
  test.each([
    ['', 400, 'pixelId'],
    ['h=not%20safe', 404, 'handle'],
    ['p=x&e=no-uuid', 400, 'eventId'],
    ['p=x&p=y', 400, 'pixelId'],
    ['p=nobody', 404, 'pixelId'],
    ['h=nobody', 404, 'handle'],
  ])('?%s', async (parameters, status, field) => {
    const answer = await recordingNothing(() => get(parameters));
    expect(answer.statusCode).toBe(status);
    expect(answer.json().error.message).toContain(field);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each([`v=${'v'.repeat(65)}`, `u=${'u'.repeat(2049)}`, 's=%00'])(
    'what only decorates a click is no reason to lose it: ?%s',
    async (parameters) => {
      expect((await get(`p=${affiliate.pixelId}&${parameters}`)).statusCode).toBe(200);
    },
  );

  test('another storefront’s pixel is unknown', async () => {
    const answer = await recordingNothing(() => get({ p: affiliate.pixelId, storefront: 'outlet' }));
    expect(answer.statusCode).toBe(404);
  });
});

test('nobody speaks for a visitor without a secret key', async () => {
  const parameters = { p: affiliate.pixelId, visitorIp: '203.0.113.9', visitorUserAgent: 'Somebody else' };
  await get(parameters);
  expect(await lastClick()).toMatchObject({ ip_address: '127.0.0.0', user_agent: asVisitor['user-agent'] });
  await get(parameters, { authorization: `Bearer ${SECRET_KEY}` });
  expect(await lastClick()).toMatchObject({ ip_address: '203.0.113.0', user_agent: 'Somebody else' });
});

test.each([
  ['a prefetch', 'GET', { 'sec-purpose': 'prefetch;prerender' }],
  ['an older browser’s prefetch', 'GET', { purpose: 'prefetch' }],
  ['HEAD', 'HEAD', {}],
  ['a link preview', 'GET', { 'user-agent': 'Slackbot-LinkExpanding 1.0' }],
] as const)('%s is answered 204 and records nothing', async (_name, method, headers) => {
  const answer = await recordingNothing(() =>
    hub.app.inject({ method, url: `/px.gif?p=${affiliate.pixelId}`, headers: { ...asVisitor, ...headers } }),
  );
  expect(answer.statusCode).toBe(204);
});

test('without its database the hub gives no image, and says when to come back', async () => {
  const database = await createTestDatabase();
  const proxy = await startFaultProxy(database.url);
  const cutOff = await startTestHub({ databaseUrl: proxy.url });
  try {
    const { pixelId } = await newAffiliate(cutOff, 'cut-off');
    proxy.cut();
    const answer = await cutOff.app.inject({ url: `/px.gif?p=${pixelId}`, headers: asVisitor });
    expect(answer.statusCode).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers['content-type']).toContain('application/json');
    proxy.restore();
    expect(await count(cutOff, sql`FROM aff_clicks`)).toBe(0);
  } finally {
    proxy.restore();
    await cutOff.stop();
    await proxy.close();
    await database.drop();
  }
});
