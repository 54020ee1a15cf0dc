import { randomUUID } from 'node:crypto';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { createServerTracker } from '@dreamteamhub/sdk/server';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  click,
  convert,
  count,
  dailyTotals,
  issueKey,
  type NewAffiliate,
  newAffiliate,
  query,
  uuidv7,
} from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(async () => {
  affiliate = await newAffiliate(hub, `partner-${randomUUID()}`, { commissionBps: 1000 });
});
afterAll(async () => {
  // On a busy machine, the fold is late.
  await hub.deps.services.affiliates.foldRollups();
  const { total, differences } = await new VerifyDao(hub.deps.db).verify();
  expect(differences).toEqual([]);
  expect(total).toBe(0);
  await hub.stop();
});

const post = (url: string, body: unknown, headers: Record<string, string> = asSecret) =>
  call(hub, { method: 'POST', url, body, headers });
const get = (url: string) => call(hub, { method: 'GET', url, headers: asSecret });
const report = (body: Record<string, unknown>, headers?: Record<string, string>) =>
  post('/api/orders', body, headers);
const refund = (body: Record<string, unknown>) => post('/api/affiliates/refunds', body);

const lines = [
  { lineId: 'a', sku: 'TEE', quantity: 2, net: '50.00' },
  { lineId: 'b', sku: 'CAP', productId: 77, categories: ['hats'], quantity: 1, net: '30.00', tax: '5.70' },
];
const withLines = { lines, shipping: '4.90', tax: '15.20' };

const detail = async (id: number) => (await get(`/api/orders/${id}`)).body;

describe('an order', () => {
  test('with lines is stored with them, and its commission is counted on them', async () => {
    const orderId = randomUUID();
    const { status, body } = await report({
      orderId,
      handle: affiliate.handle,
      ...withLines,
      revenue: '100.10',
    });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        success: true,
        id: expect.any(Number),
        orderId,
        created: true,
        attributionId: expect.any(Number),
        attributedBy: 'handle',
        ignored: [],
      },
    });
    expect(await detail(body.id)).toMatchObject({
      revenue: '100.10',
      shipping: '4.90',
      tax: '15.20',
      fees: null,
      attribution: { id: body.attributionId, affiliateHandle: affiliate.handle, commission: '8.00' },
      lines: [
        { lineId: 'a', sku: 'TEE', quantity: '2', net: '50.00', commission: '5.00' },
        { lineId: 'b', productId: '77', categories: ['hats'], net: '30.00', tax: '9.26', commission: '3.00' },
      ],
    });
    expect(await dailyTotals(hub, affiliate.id)).toEqual({ conversions: 1, revenue: '100.10' });
  });

  test('that nobody brought is stored, and credited when a later report names somebody', async () => {
    const orderId = randomUUID();
    const first = await report({ orderId, ...withLines });
    expect(first).toMatchObject({
      status: 201,
      body: { attributionId: null, attributedBy: null, ignored: [] },
    });
    expect(await report({ orderId, ...withLines })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', details: { id: first.body.id, orderId, attributionId: null } } },
    });
    const named = await report({ orderId, revenue: '1.00', pixelId: affiliate.pixelId });
    expect(named).toMatchObject({
      status: 200,
      body: { id: first.body.id, created: false, attributionId: expect.any(Number), attributedBy: 'pixelId' },
    });
    // As it was placed first.
    expect(await detail(first.body.id)).toMatchObject({
      revenue: '100.10',
      attribution: { commission: '8.00' },
    });
    expect(await report({ orderId, revenue: '1.00', pixelId: affiliate.pixelId })).toMatchObject({
      status: 409,
      body: {
        error: { details: { id: first.body.id, orderId, attributionId: named.body.attributionId } },
      },
    });
  });

  test('of the conversion route is stored before it is 404 for want of an affiliate', async () => {
    const orderId = randomUUID();
    const missing = { orderId, revenue: '20.00', handle: 'nobody-at-all' };
    for (let time = 0; time < 2; time++) expect((await convert(hub, missing)).status).toBe(404);
    const { body } = await get(`/api/orders?search=${orderId}`);
    expect(body).toMatchObject([{ orderId, revenue: '20.00', attribution: null }]);
    expect((await detail(body[0].id)).ignored).toEqual([{ field: 'handle', reason: 'unknown' }]);
    expect((await convert(hub, { ...missing, handle: affiliate.handle })).status).toBe(200);
    expect(await count(hub, sql`FROM orders WHERE order_id = ${orderId}`)).toBe(1);
  });

  test('of a stranger is a claim and places nothing; claimed, reported with lines, then signed, it is one', async () => {
    const orderId = randomUUID();
    const claim = { orderId, revenue: '500.00', pixelId: affiliate.pixelId, ...withLines, tax: '415.10' };
    const claimed = await convert(hub, { ...claim, revenue: '500.00' }, asVisitor);
    expect(claimed.status).toBe(200);
    expect(await count(hub, sql`FROM orders WHERE order_id = ${orderId}`)).toBe(0);

    const placed = await report({ orderId, ...withLines });
    expect(placed).toMatchObject({ status: 201, body: { attributionId: null } });
    const { key } = await issueKey(hub, 'secret');
    const endpoint = await hub.app.listen({ host: '127.0.0.1', port: 0 });
    const tracker = createServerTracker({ endpoint, secretKey: key });
    const signed = await tracker.conversion({ orderId, revenue: '100.10', handle: affiliate.handle });
    expect(signed.attributionId).toBe(claimed.body.attributionId);
    expect(await detail(placed.body.id)).toMatchObject({
      attribution: { id: signed.attributionId, commission: '8.00' },
      claims: [],
    });
    expect(await count(hub, sql`FROM aff_attributions WHERE order_id = ${orderId}`)).toBe(1);
    expect(await dailyTotals(hub, affiliate.id)).toEqual({ conversions: 1, revenue: '100.10' });
  });

  test('that a person vouches for is placed as it was claimed; one that was placed is credited as it was placed', async () => {
    for (const isPlaced of [false, true]) {
      const orderId = randomUUID();
      const { body } = await convert(
        hub,
        { orderId, revenue: '40.00', pixelId: affiliate.pixelId },
        asVisitor,
      );
      if (isPlaced) expect((await report({ orderId, ...withLines })).status).toBe(201);
      await hub.deps.services.conversions.verify(body.attributionId, COMMAND_LINE);
      const listed = await get(`/api/orders?search=${orderId}`);
      expect(listed.body).toMatchObject([
        {
          revenue: isPlaced ? '100.10' : '40.00',
          attribution: { id: body.attributionId, commission: isPlaced ? '8.00' : '4.00' },
        },
      ]);
    }
  });

  test('sent again as the same event has the same answer, whether somebody is credited with it or not', async () => {
    for (const by of [{ handle: affiliate.handle }, { handle: 'nobody-at-all' }, {}]) {
      const event = { orderId: randomUUID(), eventId: uuidv7(), ...withLines, ...by };
      const first = await report(event);
      expect(first.status).toBe(201);
      expect(await report(event)).toEqual({
        ...first,
        status: 200,
        headers: expect.anything(),
        body: { ...first.body, created: false, duplicate: true },
      });
      expect(await report({ ...event, shipping: '4.80', revenue: '100.00' })).toMatchObject({ status: 422 });
    }
  });

  test('with an empty list of codes says nothing of codes', async () => {
    const { body } = await report({ orderId: randomUUID(), revenue: 1, couponCodes: [] });
    expect(body.ignored).toEqual([]);
  });

  test('that is refused is shown among the refused ones as an order', async () => {
    const orderId = randomUUID();
    expect((await report({ orderId, revenue: 'much' })).status).toBe(400);
    await hub.deps.services.refusals.flush();
    const { body } = await get('/api/refused-events?kind=order');
    expect(body.some((one: { body: { orderId?: string } }) => one.body.orderId === orderId)).toBe(true);
  });

  test('is of the day on which the customer ordered', async () => {
    for (const orderedAt of [
      '2026-01-31T23:30:00-01:00',
      1_769_905_800,
      1_769_905_800_000,
      '2026-02-01 00:30:00 UTC',
    ]) {
      const { body } = await report({
        orderId: randomUUID(),
        handle: affiliate.handle,
        revenue: 10,
        orderedAt,
      });
      expect((await detail(body.id)).orderedAt).toBe('2026-02-01T00:30:00.000Z');
    }
    expect(
      await query(
        hub,
        sql`SELECT day::text, conversions FROM aff_daily_rollups WHERE affiliate_id = ${affiliate.id}`,
      ),
    ).toEqual([{ day: '2026-02-01', conversions: 4 }]);
  });

  test('from a clock that is ahead is of now', async () => {
    const orderedAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await report({ orderId: randomUUID(), revenue: 10, orderedAt });
    expect(Date.parse((await detail(body.id)).orderedAt)).toBeLessThanOrEqual(Date.now());
  });

  test('keeps of its customer a hash, the same for every spelling of a mail address', async () => {
    const customers = [
      { customerEmail: 'Anna@Shop.example ', customerId: 4711 },
      { customerEmail: 'anna@shop.example', customerId: '4711' },
      { customerEmail: 'guest', customerId: 'undefined' },
      { customerEmail: 'no address' },
    ];
    const stored: unknown[] = [];
    for (const customer of customers) {
      const { status, body } = await report({ orderId: randomUUID(), revenue: 1, ...customer });
      expect(status).toBe(201);
      stored.push(
        ...(await query(
          hub,
          sql`SELECT customer_id_hash, customer_email_hash FROM orders WHERE id = ${body.id}`,
        )),
      );
    }
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(stored[0]).toEqual({ customer_id_hash: hash, customer_email_hash: hash });
    expect(stored[1]).toEqual(stored[0]);
    expect(stored[2]).toEqual({ customer_id_hash: null, customer_email_hash: null });
    expect(stored[3]).toEqual({ customer_id_hash: null, customer_email_hash: null });
  });

  test('is read as it was meant', async () => {
    const { status, body } = await report({
      orderId: 4711,
      handle: affiliate.handle,
      couponCodes: [{ code: 'SAVE10', amount: '5.00' }, null, '{{ code }}', ' spring '],
      lines: [{ lineId: 1, sku: '', quantity: '2', net: 10, categories: 'hats', productId: null, tax: null }],
      shipping: '',
      discountIncluded: 'true',
      fees: '-1.00',
    });
    expect(status).toBe(201);
    expect(await detail(body.id)).toMatchObject({
      revenue: '9.00',
      fees: '-1.00',
      shipping: null,
      couponCodes: ['SAVE10', ' spring '],
      lines: [{ lineId: '1', sku: null, quantity: '2', categories: ['hats'], commission: '0.90' }],
    });
  });

  test('of a thousand lines is one order', async () => {
    const many = Array.from({ length: 1000 }, (_, place) => ({
      lineId: `line ${place}`,
      sku: `SKU-${place}`,
      categories: ['a category with a long name', 'another'],
      quantity: 1,
      net: '0.05',
    }));
    const { status, body } = await report({
      orderId: randomUUID(),
      handle: affiliate.handle,
      lines: many,
      shipping: 7,
    });
    expect(status).toBe(201);
    const order = await detail(body.id);
    expect(order).toMatchObject({ revenue: '57.00', lineCount: 1000 });
    // Half a cent a line, to even: nothing.
    expect(order.attribution.commission).toBe('0.00');
  });
});

describe('what does not fit is refused by name, and nothing is left of it', () => {
  const line = { lineId: 'a', quantity: 1, net: '10.00' };
  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'lines that do not add up',
      { lines, revenue: '81.00', tax: '5.70' },
      /^revenue: is 81\.00, and the lines .* come to 85\.70$/,
    ],
    ['a line twice', { lines: [line, { ...line, lineId: ' a' }] }, /lines\.1\.lineId: "a" is used twice/],
    ['a negative net', { lines: [{ ...line, net: '-1.00' }] }, /^lines\.0\.net: must be an amount/],
    ['a third decimal', { lines: [{ ...line, net: '1.005' }] }, /^lines\.0\.net: must be an amount/],
    ['a quantity of zero', { lines: [{ ...line, quantity: 0 }] }, /^lines\.0\.quantity: must be above zero/],
    ['no quantity', { lines: [{ lineId: 'a', net: 1 }] }, /^lines\.0\.quantity: /],
    [
      '1,001 lines',
      { lines: Array.from({ length: 1001 }, (_, at) => ({ ...line, lineId: at })) },
      /^lines: must be at most 1000 lines/,
    ],
    [
      '501 codes',
      { revenue: 1, couponCodes: Array.from({ length: 501 }, (_, at) => `C${at}`) },
      /^couponCodes: must be at most 500 codes/,
    ],
    ['neither revenue nor lines', {}, /^revenue: is missing/],
    ['no lines and no revenue', { lines: [] }, /^revenue: is missing/],
    [
      'less tax than its lines',
      { lines: [{ ...line, tax: 2 }], tax: 1 },
      /^tax: is 1\.00, and that of the lines alone comes to 2\.00/,
    ],
    [
      'more discount than goods',
      { lines: [line], discount: 11, discountIncluded: false },
      /^discount: is 11\.00/,
    ],
    ['rebates of more than it costs', { lines: [line], fees: -11 }, /^fees: is -11\.00/],
    [
      'a time without a zone',
      { revenue: 1, orderedAt: '2026-01-01T00:00:00' },
      /^orderedAt: must be a time with its zone/,
    ],
    ['a time to come', { revenue: 1, orderedAt: '2099-01-01T00:00:00Z' }, /^orderedAt: is in the future/],
    [
      'a time long ago',
      { revenue: 1, orderedAt: '1970-01-01T00:00:00Z' },
      /^orderedAt: is before the year 2000/,
    ],
    ['a day that is none', { revenue: 1, orderedAt: '2026-02-31T00:00:00Z' }, /^orderedAt: must be a time/],
    [
      'another currency',
      { revenue: 1, currency: 'EUR' },
      /^currency: storefront "default" takes orders in USD/,
    ],
    [
      'an unknown storefront',
      { revenue: 1, storefront: 'none' },
      /^storefront: there is no storefront "none"/,
    ],
    ['a field that is none', { revenue: 1, revenu: 2 }, /revenu/],
    ['a field of a line that is none', { lines: [{ ...line, taxx: 1 }] }, /taxx/],
  ])('%s', async (_, body, message) => {
    const orderId = randomUUID();
    const answer = await report({ orderId, handle: affiliate.handle, ...body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
    expect(await count(hub, sql`FROM orders WHERE order_id = ${orderId}`)).toBe(0);
  });

  test('callers without a secret key may not report, nor read', async () => {
    const { key } = await issueKey(hub, 'publishable');
    const body = { orderId: randomUUID(), revenue: 1 };
    expect((await report(body, asVisitor)).status).toBe(401);
    expect((await report(body, { 'x-publishable-key': key })).status).toBe(403);
    const readOnly = await issueKey(hub, 'secret', { scopes: ['affiliates:read'] });
    expect((await report(body, { authorization: `Bearer ${readOnly.key}` })).status).toBe(403);
    expect((await call(hub, { method: 'GET', url: '/api/orders', headers: {} })).status).toBe(401);
  });
});

describe('coupon codes', () => {
  const bind = (id: number, code: string) => post(`/api/affiliates/${id}/codes`, { code });

  test('bind orders to an affiliate, in any spelling, when nothing better names somebody', async () => {
    const code = `Save-${randomUUID().slice(0, 8)}`;
    expect(await bind(affiliate.id, code)).toMatchObject({
      status: 201,
      body: { code, affiliateId: affiliate.id },
    });
    const { body } = await report({
      orderId: randomUUID(),
      revenue: 10,
      couponCodes: ['OTHER', ` ${code.toUpperCase()} `],
    });
    expect(body).toMatchObject({ attributedBy: 'couponCodes', ignored: [] });
    const other = await newAffiliate(hub, `partner-${randomUUID()}`);
    expect(
      (await report({ orderId: randomUUID(), revenue: 10, couponCodes: [code], handle: other.handle })).body,
    ).toMatchObject({
      attributedBy: 'handle',
      ignored: [{ field: 'couponCodes', reason: 'another_affiliate' }],
    });
    const visitorId = randomUUID();
    const clicked = await click(hub, { handle: other.handle, visitorId });
    const bought = await report({ orderId: randomUUID(), revenue: 10, couponCodes: [code], visitorId });
    expect(bought.body.attributedBy).toBe('couponCodes');
    const byClick = {
      orderId: randomUUID(),
      revenue: 10,
      couponCodes: [code],
      clickId: clicked.body.clickId,
    };
    expect((await report(byClick)).body.attributedBy).toBe('clickId');
    expect((await report({ orderId: randomUUID(), revenue: 10, couponCodes: ['OTHER'] })).body).toMatchObject(
      {
        attributionId: null,
        ignored: [{ field: 'couponCodes', reason: 'unknown' }],
      },
    );
    // The guide's route knows them as well, also those of strangers.
    const claim = await convert(hub, { orderId: randomUUID(), revenue: 10, couponCodes: [code] }, asVisitor);
    expect(claim.status).toBe(200);
  });

  test('are one affiliate’s: a second claim to one is 409, the same again is the same', async () => {
    const code = `only-${randomUUID().slice(0, 8)}`;
    const first = await bind(affiliate.id, code);
    expect((await bind(affiliate.id, ` ${code.toUpperCase()}​`)).body).toEqual(first.body);
    const other = await newAffiliate(hub, `partner-${randomUUID()}`);
    expect(await bind(other.id, code.toUpperCase())).toMatchObject({
      status: 409,
      body: {
        error: {
          message: expect.stringContaining('belongs to another partner'),
          details: { affiliateId: affiliate.id },
        },
      },
    });
    expect((await get(`/api/affiliates/${affiliate.id}/codes`)).body).toEqual([first.body]);
    expect((await post(`/api/affiliates/codes/${first.body.id}/remove`, {})).status).toBe(200);
    expect((await post(`/api/affiliates/codes/${first.body.id}/remove`, {})).status).toBe(404);
    expect((await bind(other.id, code)).status).toBe(201);
  });

  test.each([[''], ['  '], ['{{ code }}'], ['undefined'], ['x'.repeat(256)]])('%j is none', async (code) => {
    const answer = await bind(affiliate.id, code);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/^code: /);
  });

  test('of an affiliate that is unknown or archived bind nothing', async () => {
    expect((await bind(2_000_000_000, 'X')).status).toBe(404);
    await call(hub, {
      method: 'PATCH',
      url: `/api/affiliates/${affiliate.id}`,
      body: { status: 'archived' },
    });
    expect((await bind(affiliate.id, 'X')).status).toBe(409);
  });
});

describe('refunds', () => {
  const place = async (extra: Record<string, unknown> = {}) => {
    const orderId = randomUUID();
    const { body } = await report({ orderId, handle: affiliate.handle, ...withLines, ...extra });
    return { orderId, id: body.id as number };
  };

  test('of lines take their lines’ commission, and show by line', async () => {
    const { orderId, id } = await place();
    expect(await refund({ orderId, refundId: 'r1', lines: [{ lineId: 'b', net: '15.00' }] })).toMatchObject({
      status: 200,
      body: { refunded: '15.00', commissionReversed: '1.50' },
    });
    // 17.02 of the remaining 85.10 is a fifth: of 50.00 and of 15.00.
    expect(await refund({ orderId, refundId: 'r2', amount: '17.02' })).toMatchObject({
      body: { refunded: '32.02', commissionReversed: '2.80' },
    });
    expect(await detail(id)).toMatchObject({
      refunded: '32.02',
      lines: [
        { refunded: '10.00', commissionReversed: '1.00' },
        { refunded: '18.00', commissionReversed: '1.80' },
      ],
      refunds: [
        { refundId: 'r1', amount: '15.00', lines: [{ lineId: 'b', net: '15.00' }] },
        { refundId: 'r2', amount: '17.02', lines: [] },
      ],
    });
    expect(await refund({ orderId, refundId: 'r3' })).toMatchObject({
      body: { refunded: '100.10', commissionReversed: '8.00' },
    });
    expect(await dailyTotals(hub, affiliate.id)).toEqual({ conversions: 0, revenue: '0.00' });
  });

  test('of a line that cost nothing are read with the others', async () => {
    const { orderId } = await place();
    const back = [
      { lineId: 'a', net: '50.00' },
      { lineId: 'b', net: 0 },
    ];
    expect(await refund({ orderId, refundId: 'r1', lines: back })).toMatchObject({
      status: 200,
      body: { refunded: '50.00', commissionReversed: '5.00' },
    });
  });

  test('of all that the customer paid leave no commission, whatever lines they name', async () => {
    // A rebate of 20.00: paid were 10.00.
    const rebate = {
      lines: [
        { lineId: 'a', quantity: 1, net: 10 },
        { lineId: 'b', quantity: 1, net: 20 },
      ],
      fees: -20,
    };
    const { orderId } = await place({ ...rebate, shipping: undefined, tax: undefined });
    expect(await refund({ orderId, refundId: 'r1', lines: [{ lineId: 'a', net: 10 }] })).toMatchObject({
      body: { refunded: '10.00', commissionReversed: '1.00' },
    });
  });

  test('come before their order, or twice, or of lines that are not there', async () => {
    const orderId = randomUUID();
    const early = {
      orderId,
      refundId: 'early',
      lines: [
        { lineId: 'b', net: 10 },
        { lineId: 'b', net: '5.00' },
      ],
    };
    expect(await refund(early)).toMatchObject({ status: 200, body: { attributionId: null } });
    expect(await refund({ ...early, lines: [{ lineId: 'b', net: '15' }] })).toMatchObject({
      body: { duplicate: true },
    });
    expect((await refund({ ...early, lines: [{ lineId: 'a', net: '15' }] })).status).toBe(422);
    expect((await refund({ ...early, lines: undefined, amount: '15.00' })).status).toBe(422);
    const { body } = await report({ orderId, handle: affiliate.handle, ...withLines });
    expect(await detail(body.id)).toMatchObject({
      attribution: { commissionReversed: '1.50' },
      refunded: '15.00',
    });
    await refund({ orderId, refundId: 'elsewhere', lines: [{ lineId: 'gone', net: '17.02' }] });
    expect(await detail(body.id)).toMatchObject({
      attribution: { commissionReversed: '2.80' },
      refunded: '32.02',
    });
  });

  test('of an order that nobody is credited with are kept with it, and count once somebody is', async () => {
    const orderId = randomUUID();
    const { body } = await report({ orderId, ...withLines });
    expect(await refund({ orderId, refundId: 'r', lines: [{ lineId: 'a', net: '25.00' }] })).toMatchObject({
      status: 200,
    });
    await query(
      hub,
      sql`UPDATE aff_refunds SET timestamp = now() - interval '200 days' WHERE order_id = ${orderId}`,
    );
    for (const tidy of hub.deps.queues.filter(({ definition }) => definition.queue === 'database.upkeep'))
      await tidy.handle?.({});
    const unmatched = await get('/api/affiliates/refunds/unmatched');
    expect(unmatched.body.filter((one: { orderId: string }) => one.orderId === orderId)).toEqual([]);
    await report({ orderId, revenue: 1, handle: affiliate.handle });
    expect(await detail(body.id)).toMatchObject({
      refunded: '25.00',
      attribution: { commissionReversed: '2.50' },
    });
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ amount: 1, lines: [{ lineId: 'a', net: 1 }] }, /^amount: is what the lines add up to/],
    [{ lines: [{ lineId: 'a', net: 0 }] }, /^lines: must add up to more than zero/],
    [{ lines: [] }, /^lines: must be at least one line/],
    [{ lines: null, amount: null }, /^amount: /],
    // What JSON makes of NaN.
    [{ amount: null }, /^amount: /],
    [{ lines: [{ lineId: '', net: 1 }] }, /^lines\.0\.lineId: must not be empty/],
    [{ lines: [{ lineId: 'a', net: '0.001' }] }, /^lines\.0\.net: must be an amount/],
  ])('%j is refused by name', async (body, message) => {
    const answer = await refund({ orderId: randomUUID(), refundId: 'x', ...body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
  });
});

describe('the list', () => {
  test('finds orders by the beginning of their id, by storefront, by who brought them or that nobody did', async () => {
    const prefix = `L%_${randomUUID().slice(0, 6)}`;
    const ids: number[] = [];
    for (const [name, by] of [
      ['1', { handle: affiliate.handle }],
      ['2', {}],
      ['10', { handle: affiliate.handle }],
    ] as const) {
      ids.push((await report({ orderId: `${prefix}-${name}`, revenue: 5, ...by })).body.id);
    }
    const list = async (query: Record<string, string>) =>
      (await get(`/api/orders?${new URLSearchParams({ search: prefix, ...query })}`)).body.map(
        ({ id }: { id: number }) => ids.indexOf(id),
      );
    expect(await list({})).toEqual([2, 1, 0]);
    expect(await list({ search: `${prefix}-1` })).toEqual([2, 0]);
    expect(await list({ attributed: 'yes' })).toEqual([2, 0]);
    expect(await list({ attributed: 'no' })).toEqual([1]);
    expect(await list({ affiliateId: String(affiliate.id) })).toEqual([2, 0]);
    expect(await list({ storefront: 'default', limit: '1' })).toEqual([2]);
    const first = await get(`/api/orders?${new URLSearchParams({ search: prefix, limit: '2' })}`);
    const next = /<([^>]+)>/.exec(String(first.headers.link))?.[1] ?? '';
    expect((await get(next)).body).toMatchObject([{ id: ids[0] }]);
    expect((await get('/api/orders?storefront=none')).status).toBe(400);
    expect((await get('/api/orders/1')).status).toBe(404);
    expect((await get('/api/orders/x')).status).toBe(400);
  });

  test('of a storefront’s key has its own orders only', async () => {
    const { key } = await issueKey(hub, 'secret');
    const own = { authorization: `Bearer ${key}` };
    const { body } = await report({ orderId: randomUUID(), revenue: 5 }, own);
    expect((await call(hub, { method: 'GET', url: `/api/orders/${body.id}`, headers: own })).status).toBe(
      200,
    );
    await query(
      hub,
      sql`INSERT INTO storefronts (slug, name) VALUES ('elsewhere', 'Elsewhere') ON CONFLICT DO NOTHING`,
    );
    const there = await report({ orderId: randomUUID(), revenue: 5, storefront: 'elsewhere' });
    expect(
      (await call(hub, { method: 'GET', url: `/api/orders/${there.body.id}`, headers: own })).status,
    ).toBe(404);
    expect((await report({ orderId: randomUUID(), revenue: 5, storefront: 'elsewhere' }, own)).status).toBe(
      400,
    );
  });
});

test('40 reports of one order at once, with and without lines, and refunds before, during and after: one order, exact sums', async () => {
  const orderId = randomUUID();
  const others = await Promise.all([1, 2].map(() => newAffiliate(hub, `partner-${randomUUID()}`)));
  const give = (refundId: string, part: object) => refund({ orderId, refundId, ...part });
  await give('before', { lines: [{ lineId: 'a', net: '1.00' }] });
  const by = [affiliate, ...others];
  const answers = await Promise.all(
    Array.from({ length: 40 }, async (_, at) => {
      const who = at % 4 === 3 ? {} : { handle: by[at % 3]?.handle };
      if (at % 8 === 5) return give(`during ${at}`, { lines: [{ lineId: 'b', net: '1.00' }] });
      if (at % 8 === 6) return give(`during ${at}`, { amount: '1.00' });
      return at % 2 === 0
        ? report({ orderId, ...withLines, ...who })
        : convert(hub, { orderId, revenue: '100.10', ...who, ...withLines });
    }),
  );
  await give('after', { lines: [{ lineId: 'a', net: '2.00' }] });
  expect(answers.filter(({ status }) => ![200, 201, 400, 404, 409].includes(status))).toEqual([]);
  const [order] = (await get(`/api/orders?search=${orderId}`)).body;
  expect(await count(hub, sql`FROM orders WHERE order_id = ${orderId}`)).toBe(1);
  expect(await count(hub, sql`FROM aff_attributions WHERE order_id = ${orderId}`)).toBe(1);
  expect(order).toMatchObject({ revenue: '100.10', refunded: '13.00', lineCount: 2 });
  const { lines: shown, attribution } = await detail(order.id);
  const cents = (name: string) =>
    shown.reduce((sum: number, one: Record<string, string>) => sum + Math.round(Number(one[name]) * 100), 0);
  expect(cents('commissionReversed')).toBe(Math.round(Number(attribution.commissionReversed) * 100));
});
