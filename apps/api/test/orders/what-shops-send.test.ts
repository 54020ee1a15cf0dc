import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROWSER, call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  click,
  convert,
  count,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let blog: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  blog = await newAffiliate(hub, 'tech-blog');
  await newAffiliate(hub, 'rival');
});
afterAll(() => hub.stop());

let orders = 0;
const order = () => ({ orderId: `W-${++orders}`, revenue: '10.00' });

/** The token of a click through an affiliate's link. */
async function tokenOf(handle: string, visitor: string): Promise<string> {
  await query(hub, sql`UPDATE storefronts SET allowed_origins = '{https://shop.example}'`);
  const { headers } = await hub.app.inject({
    url: `/r/${handle}`,
    headers: { 'user-agent': `${BROWSER} ${visitor}` },
  });
  return new URL(String(headers.location)).searchParams.get('dth_click') ?? '';
}

async function taken(body: Record<string, unknown>) {
  const answer = await convert(hub, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const [row] = await query<{ affiliate_id: number; click_id: string | null; order_id: string }>(
    hub,
    sql`SELECT affiliate_id, click_id, order_id FROM aff_attributions WHERE id = ${answer.body.attributionId}`,
  );
  return { ...answer.body, affiliateId: row?.affiliate_id, clickId: row?.click_id, orderId: row?.order_id };
}

describe('the chain of attribution', () => {
  test('an unknown handle falls back to the click token, and says so', async () => {
    const clickToken = await tokenOf('tech-blog', 'a');
    expect(await taken({ ...order(), handle: 'powered-by-ghost', clickToken })).toMatchObject({
      affiliateId: blog.id,
      attributedBy: 'clickToken',
      ignored: [{ field: 'handle', reason: 'unknown' }],
    });
  });

  test('an unknown handle falls back to the visitor’s last counted click', async () => {
    const visitorId = randomUUID();
    const { body } = await click(hub, { handle: 'tech-blog', visitorId });
    expect(await taken({ ...order(), handle: 'powered-by-ghost', visitorId })).toMatchObject({
      affiliateId: blog.id,
      clickId: String(body.clickId),
      attributedBy: 'visitorId',
    });
  });

  test('a truncated token beside a handle, and alone beside a visitor', async () => {
    const visitorId = randomUUID();
    await click(hub, { handle: 'tech-blog', visitorId });
    const clickToken = 'AQAAAAEBtruncated';
    const invalid = [{ field: 'clickToken', reason: 'invalid' }];
    expect(await taken({ ...order(), handle: 'tech-blog', clickToken })).toMatchObject({
      attributedBy: 'handle',
      ignored: invalid,
    });
    expect(await taken({ ...order(), visitorId, clickToken })).toMatchObject({
      affiliateId: blog.id,
      attributedBy: 'visitorId',
      ignored: invalid,
    });
    const alone = await convert(hub, { ...order(), clickToken });
    expect(alone.status).toBe(404);
    expect(alone.body.error.details).toEqual({ ignored: invalid });
  });

  test('a token of 300 characters is no reason to lose an order', async () => {
    const clickToken = 'A'.repeat(300);
    expect(await taken({ ...order(), handle: 'tech-blog', clickToken })).toMatchObject({
      affiliateId: blog.id,
    });
  });

  test('a named partner goes before another one’s click, which is told and not credited', async () => {
    const clickToken = await tokenOf('rival', 'b');
    const seen = await click(hub, { handle: 'rival', visitorId: randomUUID() });
    for (const touch of [{ clickToken }, { clickId: seen.body.clickId }]) {
      expect(await taken({ ...order(), handle: 'tech-blog', ...touch })).toMatchObject({
        affiliateId: blog.id,
        clickId: null,
        attributedBy: 'handle',
        ignored: [{ field: Object.keys(touch)[0], reason: 'another_affiliate' }],
      });
    }
  });

  test('a signed token goes before what strangers report for a visitor id that they guessed', async () => {
    const visitorId = 'customer-1001';
    const clickToken = await tokenOf('tech-blog', 'c');
    await click(hub, { handle: 'rival', visitorId });
    expect(await taken({ ...order(), clickToken, visitorId })).toMatchObject({ affiliateId: blog.id });
  });

  test.each([0, -1, 1.5, 'x', '12345678901234567890', { id: 1 }])(
    'a click id of %j loses no order',
    async (clickId) => {
      const answer = await taken({ ...order(), handle: 'tech-blog', clickId });
      expect(answer.affiliateId).toBe(blog.id);
      if (typeof clickId !== 'object')
        expect(answer.ignored).toEqual([{ field: 'clickId', reason: 'invalid' }]);
    },
  );

  test('a click id as text is a click id', async () => {
    const seen = await click(hub, { handle: 'tech-blog', visitorId: randomUUID() });
    expect(await taken({ ...order(), clickId: String(seen.body.clickId) })).toMatchObject({
      affiliateId: blog.id,
    });
  });

  test('a pixel that is gone, beside a handle that is not', async () => {
    const pixelId = randomUUID();
    expect(await taken({ ...order(), pixelId, handle: 'tech-blog' })).toMatchObject({
      attributedBy: 'handle',
      ignored: [{ field: 'pixelId', reason: 'unknown' }],
    });
    expect((await click(hub, { pixelId, handle: 'tech-blog' })).status).toBe(200);
  });

  test('a repeated event has the same answer', async () => {
    const body = {
      ...order(),
      eventId: randomUUID(),
      handle: 'nobody',
      clickToken: await tokenOf('tech-blog', 'c'),
    };
    const first = await convert(hub, body);
    const again = await convert(hub, body);
    expect(again.body).toEqual({ ...first.body, duplicate: true });
    expect(again.body.ignored).toEqual([{ field: 'handle', reason: 'unknown' }]);
  });

  test('an order that nothing attributes is 404, names what it looked at, and nothing is written', async () => {
    const before = await count(hub, sql`FROM aff_attributions`);
    const answer = await convert(hub, {
      ...order(),
      handle: 'nobody',
      clickId: 999_999,
      visitorId: randomUUID(),
    });
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toBe('handle: there is no affiliate "nobody"');
    expect(answer.body.error.details.ignored).toHaveLength(3);
    expect(await count(hub, sql`FROM aff_attributions`)).toBe(before);
  });
});

describe('a handle in any spelling', () => {
  test.each([
    'TECH-BLOG',
    'tech-blog/',
    'tech-blog.',
    'tech-blog)',
    ' tech-blog',
    'tech-blog\u200B',
    'tech-blog%20',
  ])('%j is credited, and counted', async (handle) => {
    expect(await taken({ ...order(), handle })).toMatchObject({ affiliateId: blog.id });
    expect((await click(hub, { handle, visitorId: randomUUID() })).body).toMatchObject({ counted: true });
  });

  test('is one affiliate: another spelling is taken, and a new one is stored in its canonical form', async () => {
    for (const handle of ['Tech-Blog', 'TECH-BLOG', ' tech-blog ']) {
      const body = { handle, name: 'Copy' };
      const answer = await call(hub, { method: 'POST', url: '/api/affiliates', body, headers: asSecret });
      expect(answer.status, handle).toBe(409);
    }
    expect((await newAffiliate(hub, 'New-Partner')).handle).toBe('new-partner');
  });
});

describe('what decorates an event', () => {
  test('is cut or read as meant, and the click is recorded', async () => {
    const long = 'x'.repeat(3000);
    const { status, body } = await click(hub, {
      handle: 'tech-blog',
      landingPage: `https://shop.example/?q=${long}`,
      referrer: long,
      subId: 4711,
      visitorId: 'v'.repeat(128),
      storefront: null,
    });
    expect(status).toBe(200);
    const [row] = await query<Record<string, string>>(
      hub,
      sql`SELECT length(landing_page) AS page, length(referrer) AS referrer, sub_id, visitor_key FROM aff_clicks WHERE id = ${body.clickId}`,
    );
    expect(row).toMatchObject({ page: 512, referrer: 512, sub_id: '4711' });
    expect(row?.visitor_key).toMatch(/^w:/);
  });

  test('a long visitor id is the same visitor every time, and a number is one', async () => {
    for (const visitorId of ['u'.repeat(128), 42]) {
      const first = await click(hub, { handle: 'tech-blog', visitorId });
      const second = await click(hub, { handle: 'tech-blog', visitorId });
      expect(second.body).toMatchObject({ counted: false, reason: 'duplicate', clickId: first.body.clickId });
      expect(await taken({ ...order(), visitorId })).toMatchObject({ affiliateId: blog.id });
    }
  });

  test.each([
    { visitorId: { id: 7 } },
    { visitorId: '' },
    { referrer: ['a'] },
    { landingPage: null },
    { subId: '\u0000' },
    { landingPage: '\uD800' },
    { clickToken: 5 },
    { storefront: 7.5 },
    { visitorIp: 'not an address' },
  ])('%j does not lose a click', async (decoration) => {
    const answer = await click(
      hub,
      { handle: 'tech-blog', ...decoration },
      { ...asSecret, 'user-agent': BROWSER },
    );
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  });

  test('one bad click of a batch spoils nothing, and its siblings are read as meant', async () => {
    const { body } = await call(hub, {
      method: 'POST',
      url: '/api/affiliates/track/clicks',
      body: {
        events: [
          { handle: 'TECH-BLOG', landingPage: 'x'.repeat(5000) },
          { handle: 'nobody' },
          { pixelId: 7 },
        ],
      },
      headers: asSecret,
    });
    expect(body.results.map(({ success }: { success: boolean }) => success)).toEqual([true, false, false]);
  });
});

describe('an order id in any spelling', () => {
  test.each([
    ['C-1001', [' C-1001', 'C-1001\n', 'C-\u200B1001', 'C-1001\u00A0']],
    ['B\u00F6-1', ['Bo\u0308-1']],
  ])('%j pays once', async (first, spellings) => {
    expect((await convert(hub, { orderId: first, revenue: 10, handle: 'tech-blog' })).status).toBe(200);
    for (const orderId of spellings) {
      const answer = await convert(hub, { orderId, revenue: 10, handle: 'tech-blog' });
      expect(answer.status, JSON.stringify(orderId)).toBe(409);
    }
  });

  test('twenty at once, each spelled differently, are one order', async () => {
    const spellings = Array.from(
      { length: 20 },
      (_, index) => `${' '.repeat(index % 5)}RACE-1${'\u200B'.repeat(index)}`,
    );
    const answers = await Promise.all(
      spellings.map((orderId) => convert(hub, { orderId, revenue: 10, handle: 'tech-blog' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
  });

  test('is kept for display as it was sent', async () => {
    expect(await taken({ orderId: ' D-1 ', revenue: 10, handle: 'tech-blog' })).toMatchObject({
      orderId: ' D-1 ',
    });
  });

  test('a refund finds its order under another spelling', async () => {
    const { attributionId } = await taken({ orderId: 'R-77', revenue: 10, handle: 'tech-blog' });
    const refund = { orderId: 'R-77 \u200B', refundId: ' 5 ', amount: '4.00' };
    const url = '/api/affiliates/refunds';
    const first = await call(hub, { method: 'POST', url, body: refund, headers: asSecret });
    expect(first.body).toMatchObject({ attributionId, refunded: '4.00' });
    const again = { ...refund, orderId: 'R-77', refundId: 5 };
    const repeated = await call(hub, { method: 'POST', url, body: again, headers: asSecret });
    expect(repeated.body).toMatchObject({ attributionId, refunded: '4.00', duplicate: true });
  });

  test('numbers are text; integers that a float does not keep, digit by digit', async () => {
    expect(await taken({ orderId: 5678901234567, revenue: 10, handle: 'tech-blog' })).toMatchObject({
      orderId: '5678901234567',
    });
    for (const text of ['{"orderId": 12345678901234567890, "revenue": 10, "handle": "tech-blog"}']) {
      const response = await hub.app.inject({
        method: 'POST',
        url: '/api/affiliates/track/conversion',
        payload: text,
        headers: { ...asSecret, 'content-type': 'application/json' },
      });
      expect(response.statusCode, response.body).toBe(200);
      const [row] = await query<{ order_id: string }>(
        hub,
        sql`SELECT order_id FROM aff_attributions WHERE id = ${response.json().attributionId}`,
      );
      expect(row?.order_id).toBe('12345678901234567890');
    }
  });

  test.each([
    'undefined',
    'null',
    '[object Object]',
    '{{ order.order_number }}',
    'NaN',
    '%order_id%',
    ' null\n',
  ])('the leftover %j is refused, with a word about what it looks like', async (orderId) => {
    const answer = await convert(hub, { orderId, revenue: 10, handle: 'tech-blog' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/^orderId: looks like what a template leaves behind/);
  });

  test.each([
    [1.5, /orderId: /],
    [1e300, /send it as text/],
    ['', /must not be empty/],
    [' \u200B', /must not be empty/],
    ['x'.repeat(256), /at most 255/],
    [{ id: 1 }, /must be text or an integer/],
  ])('%j is refused by name', async (orderId, message) => {
    const answer = await convert(hub, { orderId, revenue: 10, handle: 'tech-blog' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
  });
});

describe('amounts and currencies as shops write them', () => {
  test.each([
    [29.349999999999998, '29.35'],
    ['21.990000', '21.99'],
    [' 10.00', '10.00'],
    [0.1 + 0.2, '0.30'],
    ['7\n', '7.00'],
  ])('a revenue of %j is %s', async (revenue, stored) => {
    const { attributionId } = await taken({ ...order(), revenue, currency: 'usd', handle: 'tech-blog' });
    const [row] = await query(hub, sql`SELECT revenue FROM aff_attributions WHERE id = ${attributionId}`);
    expect(row).toEqual({ revenue: stored });
  });

  test('a true third decimal is refused, and so is another currency', async () => {
    const third = await convert(hub, { ...order(), revenue: '10.005', handle: 'tech-blog' });
    expect(third.body.error.message).toMatch(/^revenue: /);
    const euro = await convert(hub, { ...order(), currency: 'eur', handle: 'tech-blog' });
    expect(euro.body.error.message).toBe('currency: storefront "default" takes orders in USD');
  });
});

describe('claims', () => {
  const claim = (body: Record<string, unknown>) => convert(hub, { handle: 'rival', ...body }, asVisitor);
  const settings = (change: ReturnType<typeof sql>) =>
    query(hub, sql`UPDATE storefronts SET ${change} RETURNING id`);

  test('are bounded; an order with a secret key is not', async () => {
    const tooHigh = await claim({ ...order(), revenue: '10000.01' });
    expect(tooHigh.status).toBe(400);
    expect(tooHigh.body.error.message).toBe('revenue: must be at most 10000.00 USD without a secret key');
    expect((await claim({ ...order(), revenue: '10000.00' })).status).toBe(200);
    expect((await convert(hub, { handle: 'rival', ...order(), revenue: '10000.01' })).status).toBe(200);
    await settings(sql`max_claim = 50`);
    expect((await claim({ ...order(), revenue: '50.01' })).status).toBe(400);
    await settings(sql`max_claim = NULL`);
  });

  test('that are refused are 403, and orders with a secret key are taken', async () => {
    await settings(sql`claims = 'refuse'`);
    expect((await claim(order())).status).toBe(403);
    expect((await convert(hub, { handle: 'rival', ...order() })).status).toBe(200);
    await settings(sql`claims = 'count'`);
  });

  test('kept apart count nowhere until they are verified', async () => {
    const partner = await newAffiliate(hub, `apart-${randomUUID().slice(0, 8)}`);
    const totals = async () => {
      await hub.deps.services.affiliates.foldRollups();
      const [row] = await query(
        hub,
        sql`SELECT conversions_30d, revenue_30d, verified_conversions_30d, verified_revenue_30d FROM affiliates WHERE id = ${partner.id}`,
      );
      return Object.values(row ?? {});
    };
    await settings(sql`claims = 'apart'`);
    const apart = { ...order(), handle: partner.handle };
    await claim(apart);
    expect(await totals()).toEqual([0, '0.00', 0, '0.00']);
    await settings(sql`claims = 'count'`);
    await claim({ ...order(), handle: partner.handle });
    expect(await totals()).toEqual([1, '10.00', 0, '0.00']);
    await convert(hub, apart);
    expect(await totals()).toEqual([2, '20.00', 1, '10.00']);
  });
});

describe('what programs write when they have nothing', () => {
  test.each(['undefined', 'null', '0', 0, '[object Object]', '{{ customer.id }}', 'guest', 'Anonymous'])(
    'visitors called %j are strangers, and nobody is credited with their orders',
    async (visitorId) => {
      const visits = [];
      for (const visitorIp of ['198.51.100.21', '198.51.100.22']) {
        const visit = {
          handle: 'tech-blog',
          visitorId,
          visitorIp,
          visitorUserAgent: `${BROWSER} ${typeof visitorId} ${visitorId}`,
        };
        visits.push((await click(hub, visit, asSecret)).body.counted);
      }
      expect(visits).toEqual([true, true]);
      expect((await convert(hub, { ...order(), visitorId })).status).toBe(400);
      expect(await taken({ ...order(), visitorId, handle: 'tech-blog' })).toMatchObject({
        affiliateId: blog.id,
      });
    },
  );

  test('an event id of zeros is none; one in braces or without hyphens is what it says', async () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    for (const eventId of [nil, nil, '', ' ']) await taken({ ...order(), handle: 'tech-blog', eventId });
    const eventId = randomUUID();
    const report = { ...order(), handle: 'tech-blog' };
    await taken({ ...report, eventId });
    for (const spelling of [`{${eventId}}`, eventId.replaceAll('-', ''), ` ${eventId.toUpperCase()}\n`]) {
      expect(await taken({ ...report, eventId: spelling })).toMatchObject({ duplicate: true });
    }
  });

  test('an empty commission is computed; an empty amount of a refund is not all of it', async () => {
    const report = { ...order(), handle: 'tech-blog' };
    await taken({ ...report, commission: '' });
    const refund = { orderId: report.orderId, refundId: 'E-1', amount: '' };
    const { status } = await call(hub, { method: 'POST', url: '/api/affiliates/refunds', body: refund });
    expect(status).toBe(400);
  });

  test.each(['<?= $order->id ?>', '%%order_id%%', '__ORDER__', 'YOUR_ORDER_ID', '#', '-'])(
    'an order called %j is refused, so that the next one is not taken for it',
    async (orderId) => {
      const { status, body } = await convert(hub, { orderId, revenue: '1.00', handle: 'tech-blog' });
      expect([status, body.error.message]).toEqual([400, expect.stringContaining('orderId: looks like')]);
    },
  );
});

test('a click token is read out of what shops pass on', async () => {
  const clickToken = await tokenOf('tech-blog', 'around');
  for (const text of [
    ` ${clickToken}\n`,
    `"${clickToken}"`,
    `?dth_click=${clickToken}`,
    `${clickToken}/`,
    `\u200B${clickToken}`,
  ]) {
    expect(await taken({ ...order(), clickToken: text })).toMatchObject({ affiliateId: blog.id });
  }
});

test('a storefront is found however it is spelled, and named when it is not that of the affiliate', async () => {
  for (const storefront of ['DEFAULT', ' default '])
    await taken({ ...order(), handle: 'tech-blog', storefront });
  const { body } = await click(hub, { handle: 'tech-blog', storefront: 'nope' });
  expect(body.error.message).toContain('in the storefront "nope"');
});

test('bytes that are not UTF-8 are refused: decoding would make two orders one', async () => {
  const send = (letter: number) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/affiliates/track/conversion',
      headers: { ...asSecret, 'content-type': 'application/json' },
      payload: Buffer.concat([
        Buffer.from('{"handle":"tech-blog","revenue":"1.00","orderId":"Stra'),
        Buffer.from([letter]),
        Buffer.from('e-1"}'),
      ]),
    });
  const answers = [await send(0xdf), await send(0xe4)];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400]);
  expect(answers[0]?.json().error.message).toBe('the request body is not UTF-8');
});

test('one entry that is no event spoils nothing but itself', async () => {
  const good = { handle: 'tech-blog', visitorId: randomUUID() };
  const { status, body } = await call(hub, {
    method: 'POST',
    url: '/api/affiliates/track/clicks',
    body: { events: [good, null, 5, 'x', []] },
  });
  expect(status).toBe(200);
  expect(body.results.map(({ success }: { success: boolean }) => success)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
