import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BROWSER, call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  click,
  count,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(async () => {
  affiliate = await newAffiliate(hub, `partner-${randomUUID()}`);
});
afterAll(() => hub.stop());

const rowsOf = ({ pixelId }: NewAffiliate) => count(hub, sql`FROM aff_clicks WHERE pixel_id = ${pixelId}`);
const countedOf = ({ pixelId }: NewAffiliate) =>
  count(hub, sql`FROM aff_clicks WHERE pixel_id = ${pixelId} AND counted`);
const rollupOf = async ({ id }: NewAffiliate) => {
  await query(hub, sql`SELECT hub_fold_rollup_deltas()`);
  const rows = await query<{ clicks: number }>(
    hub,
    sql`SELECT sum(clicks)::integer AS clicks FROM aff_daily_rollups WHERE affiliate_id = ${id}`,
  );
  return rows[0]?.clicks ?? 0;
};

describe('dedup', () => {
  test('the same visitor on the same pixel gets the same click id, and every touch is stored', async () => {
    const { pixelId } = affiliate;
    const first = await click(hub, { pixelId, visitorId: 'anna' });
    expect(first.body).toEqual({ success: true, clickId: expect.any(Number), counted: true });
    const second = await click(hub, { pixelId, visitorId: 'anna', landingPage: '/other' });
    expect(second.body).toEqual({
      success: true,
      clickId: first.body.clickId,
      counted: false,
      reason: 'duplicate',
    });
    expect(await rowsOf(affiliate)).toBe(2);
    expect(await countedOf(affiliate)).toBe(1);
    expect(await rollupOf(affiliate)).toBe(1);
  });

  test('another visitor and another pixel count', async () => {
    const { pixelId } = affiliate;
    const other = await newAffiliate(hub, `partner-${randomUUID()}`);
    for (const body of [
      { pixelId, visitorId: 'anna' },
      { pixelId, visitorId: 'ben' },
      { pixelId: other.pixelId, visitorId: 'anna' },
    ]) {
      expect((await click(hub, body)).body.counted).toBe(true);
    }
  });

  test('without an id, address and user agent make the visitor', async () => {
    const { pixelId } = affiliate;
    const chrome = await click(hub, { pixelId });
    expect(chrome.body.counted).toBe(true);
    expect((await click(hub, { pixelId })).body.reason).toBe('duplicate');
    const firefox = {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    };
    expect((await click(hub, { pixelId }, firefox)).body.counted).toBe(true);
    // An id is another visitor than the hash, whatever it says.
    const [row] = await query<{ visitor_key: string }>(
      hub,
      sql`SELECT visitor_key FROM aff_clicks WHERE id = ${chrome.body.clickId}`,
    );
    expect((await click(hub, { pixelId, visitorId: row?.visitor_key ?? '' })).body.counted).toBe(true);
  });

  test('after the window the visitor counts again', async () => {
    const { pixelId } = affiliate;
    const first = await click(hub, { pixelId, visitorId: 'anna' });
    const pass = (seconds: number) =>
      hub.deps.db.execute(
        sql`UPDATE aff_last_clicks SET counted_at = counted_at - make_interval(secs => ${seconds}) WHERE affiliate_id = ${affiliate.id}`,
      );
    await pass(3590);
    expect((await click(hub, { pixelId, visitorId: 'anna' })).body).toMatchObject({
      counted: false,
      clickId: first.body.clickId,
    });
    // The window runs from the counted click: the touch in between does not begin it anew.
    await pass(11);
    const later = await click(hub, { pixelId, visitorId: 'anna' });
    expect(later.body.counted).toBe(true);
    expect(later.body.clickId).not.toBe(first.body.clickId);
    // The new click holds the window now.
    expect((await click(hub, { pixelId, visitorId: 'anna' })).body.clickId).toBe(later.body.clickId);
    expect(await rollupOf(affiliate)).toBe(2);
  });

  test('50 concurrent clicks by one visitor count once and share one id', async () => {
    const { pixelId } = affiliate;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => click(hub, { pixelId, visitorId: 'crowd' })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.filter(({ body }) => body.counted)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.clickId)).size).toBe(1);
    expect(await rowsOf(affiliate)).toBe(50);
    expect(await rollupOf(affiliate)).toBe(1);
  });
});

describe('what is stored and not counted', () => {
  test.each([
    ['curl', { 'user-agent': 'curl/8.5.0' }],
    ['a search engine', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }],
    ['fetch of a server', { 'user-agent': 'node' }],
    ['an empty user agent', { 'user-agent': '' }],
  ])('%s is a bot', async (_name, headers) => {
    const { pixelId } = affiliate;
    const { status, body } = await click(hub, { pixelId }, headers);
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, counted: false, reason: 'bot' });
    expect(await rowsOf(affiliate)).toBe(1);
    expect(await rollupOf(affiliate)).toBe(0);
  });

  test('a bot with a visitor’s id does not use up the visitor’s window', async () => {
    const { pixelId } = affiliate;
    await click(hub, { pixelId, visitorId: 'anna' }, { 'user-agent': 'curl/8.5.0' });
    expect((await click(hub, { pixelId, visitorId: 'anna' })).body.counted).toBe(true);
  });

  test('a paused affiliate’s click is stored and answered 200', async () => {
    const paused = await newAffiliate(hub, `paused-${randomUUID()}`, { status: 'paused' });
    const { status, body } = await click(hub, { pixelId: paused.pixelId });
    expect(status).toBe(200);
    expect(body).toMatchObject({ counted: false, reason: 'paused' });
    expect(await rowsOf(paused)).toBe(1);
    await call(hub, { method: 'PATCH', url: `/api/affiliates/${paused.id}`, body: { status: 'active' } });
    expect((await click(hub, { pixelId: paused.pixelId })).body.counted).toBe(true);
  });
});

describe('what records nothing', () => {
  test('an unknown pixel, an unknown handle and an archived affiliate are 404', async () => {
    await call(hub, {
      method: 'PATCH',
      url: `/api/affiliates/${affiliate.id}`,
      body: { status: 'archived' },
    });
    const before = await count(hub, sql`FROM aff_clicks`);
    for (const body of [
      { pixelId: affiliate.pixelId },
      { handle: affiliate.handle },
      { pixelId: randomUUID() },
      { handle: 'nobody' },
      // The pixel id wins over the handle, also when it is wrong.
      { pixelId: randomUUID(), handle: affiliate.handle },
    ]) {
      const answer = await click(hub, body);
      expect(answer.status).toBe(404);
      expect(answer.body.error.code).toBe('not_found');
    }
    expect(await count(hub, sql`FROM aff_clicks`)).toBe(before);
  });

  test.each([
    ['a prefetch', 'POST', { ...asVisitor, 'sec-purpose': 'prefetch' }],
    ['a prerender', 'POST', { ...asVisitor, 'sec-purpose': 'prefetch;prerender' }],
    ['an old prefetch', 'POST', { ...asVisitor, purpose: 'prefetch' }],
    ['HEAD', 'HEAD', asVisitor],
    [
      'a link preview',
      'POST',
      { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
    ],
    ['a link preview of a chat', 'POST', { 'user-agent': 'WhatsApp/2.23' }],
  ] as const)('%s gets 204', async (_name, method, headers) => {
    const { pixelId } = affiliate;
    for (const url of ['/api/affiliates/track/click', '/trpc/tracking/tracking.recordClick']) {
      const response = await hub.app.inject({
        method,
        url,
        headers,
        ...(method === 'POST' ? { payload: { pixelId } } : {}),
      });
      expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' });
    }
    expect(await rowsOf(affiliate)).toBe(0);
  });
});

describe('the visitor’s address', () => {
  const stored = async (clickId: number) => {
    const rows = await query<{ ip_address: string; user_agent: string; visitor_key: string }>(
      hub,
      sql`SELECT ip_address, user_agent, visitor_key FROM aff_clicks WHERE id = ${clickId}`,
    );
    return rows[0];
  };

  test('is cut to its network before it is stored', async () => {
    const { pixelId } = affiliate;
    const { body } = await click(hub, { pixelId });
    const row = await stored(body.clickId);
    expect(row).toMatchObject({ ip_address: '127.0.0.0', user_agent: BROWSER });
    expect(row?.visitor_key).not.toContain('127.0.0.1');
  });

  test('is believed from a secret key only', async () => {
    const { pixelId } = affiliate;
    const visitor = { pixelId, visitorIp: '2001:db8:1:2::3', visitorUserAgent: `${BROWSER} Shop` };
    const trusted = await click(hub, visitor, { ...asSecret, 'user-agent': 'node' });
    expect(trusted.body.counted).toBe(true);
    expect(await stored(trusted.body.clickId)).toMatchObject({
      ip_address: '2001:db8:1::',
      user_agent: visitor.visitorUserAgent,
    });
    const stranger = await click(hub, visitor);
    expect(stranger.body.counted).toBe(true);
    expect(await stored(stranger.body.clickId)).toMatchObject({
      ip_address: '127.0.0.0',
      user_agent: BROWSER,
    });
  });
});

test('a handle does as well as a pixel id, and they share the window', async () => {
  const byHandle = await click(hub, { handle: affiliate.handle, visitorId: 'anna' });
  expect(byHandle.body.counted).toBe(true);
  const byPixel = await click(hub, { pixelId: affiliate.pixelId, visitorId: 'anna' });
  expect(byPixel.body).toMatchObject({ counted: false, clickId: byHandle.body.clickId });
});

test('what the page sends is stored', async () => {
  const sent = { landingPage: '/p?utm=ü', referrer: 'https://techblog.example.com', subId: 'summer-📦' };
  const { body } = await click(hub, { pixelId: affiliate.pixelId, ...sent });
  const rows = await query(
    hub,
    sql`SELECT landing_page AS "landingPage", referrer, sub_id AS "subId" FROM aff_clicks WHERE id = ${body.clickId}`,
  );
  expect(rows).toEqual([sent]);
});
