import { EventTailDao } from '@dreamteamhub/db/tail';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { CURRENCIES, currencyDigits } from '@dreamteamhub/sdk/contract';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { emptyBooks } from '../support/empty-books.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asVisitor, convert, issueKey, query } from '../support/shop.ts';

let hub: TestHub;
let operator: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub({
    env: {
      EVENTS_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      EVENTS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'x').toString('base64')}`,
    },
  });
  await createOperator(hub);
  operator = await signedIn(hub);
  for (const { slug, code } of shops) {
    if (slug !== 'default') await openShop(slug, code);
    const body = { handle: `${slug}-blog`, name: slug, storefront: slug, commissionBps: 1250 };
    const { body: affiliate } = await call(hub, { method: 'POST', url: '/api/affiliates', body });
    expect(affiliate).toMatchObject({
      currency: code,
      revenue30d: zero(code),
      verifiedRevenue30d: zero(code),
    });
  }
});
afterAll(() => hub.stop());

const openShop = (slug: string, currency: string) =>
  hub.deps.services.storefronts.create({ slug, name: slug, currency, allowedOrigins: [] }, COMMAND_LINE);
const zero = (code: string) =>
  currencyDigits(code) === 0 ? '0' : `0.${'0'.repeat(currencyDigits(code) ?? 2)}`;
const get = async (url: string, headers = operator) =>
  (await call(hub, { method: 'GET', url, headers })).body;
const refund = (body: object) => call(hub, { method: 'POST', url: '/api/affiliates/refunds', body });

/** An order whose commission of 12.5 % is exactly half a smallest unit above an even one, and what is refunded of it. */
const shops = [
  {
    ...{ slug: 'default', code: 'USD', revenue: '100.20', shown: '100.20', commission: '12.52' },
    ...{ refunded: '50.10', reversed: '6.26', left: '50.10', none: '0.00', wrong: '1.001' },
  },
  {
    ...{ slug: 'tokyo', code: 'JPY', revenue: '10020.00', shown: '10020', commission: '1252' },
    ...{ refunded: '5010', reversed: '626', left: '5010', none: '0', wrong: '1000.50' },
  },
  {
    ...{ slug: 'kuwait', code: 'KWD', revenue: '10.02', shown: '10.020', commission: '1.252' },
    ...{ refunded: '5.010', reversed: '0.626', left: '5.010', none: '0.000', wrong: '1.0001' },
  },
  {
    ...{ slug: 'santiago', code: 'CLF', revenue: '1.002', shown: '1.0020', commission: '0.1252' },
    ...{ refunded: '0.5010', reversed: '0.0626', left: '0.5010', none: '0.0000', wrong: '1.00001' },
  },
];

describe.each(shops)('a storefront in $code', (shop) => {
  const { slug, code, revenue, shown, commission, refunded, reversed, left, none, wrong } = shop;
  const orderId = `O-${code}`;
  const named = { handle: `${slug}-blog` };

  test('books an order, and its commission half-even at the smallest unit', async () => {
    const order = { ...named, orderId, revenue, currency: code.toLowerCase() };
    const { status, body } = await convert(hub, order);
    expect(status).toBe(200);
    const listed = await get('/api/affiliates/conversions?limit=500');
    expect(listed.find((conversion: { id: number }) => conversion.id === body.attributionId)).toMatchObject({
      ...{ orderId, storefront: slug, currency: code, revenue: shown, commission },
      ...{ refunded: none, commissionReversed: none },
    });
  });

  test('refuses what the currency does not have, by field and currency', async () => {
    for (const field of ['revenue', 'commission']) {
      const answer = await convert(hub, { ...named, orderId: 'X', revenue: '1', [field]: wrong });
      expect(answer.status).toBe(400);
      const { details, message } = answer.body.error;
      expect(details).toEqual([{ path: field, message: message.slice(field.length + 2) }]);
      expect(message).toMatch(new RegExp(`^${field}: must be an amount like `));
      if (code === 'USD' || wrong === '1.00001') {
        // What no currency takes is refused before the storefront is known.
        expect(message).toBe(
          `${field}: must be an amount like 99.99: not negative, at most two decimals, no exponent`,
        );
      } else {
        expect(message).toContain(code);
      }
    }
    const answer = await refund({ orderId, refundId: 'x', amount: wrong, storefront: slug });
    expect(answer.body.error).toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/^amount: /),
    });
  });

  test('takes a refund back, once, and says so in its currency', async () => {
    const report = { orderId, refundId: 're_1', amount: refunded, storefront: slug };
    expect((await refund(report)).body).toMatchObject({ refunded, commissionReversed: reversed });
    const padded = { ...report, amount: `${refunded}${refunded.includes('.') ? '' : '.'}00` };
    expect((await refund(padded)).body).toMatchObject({ duplicate: true, refunded });
    const nothing = await refund({ ...report, refundId: 're_2', amount: '0.0000001' });
    expect(nothing.body.error.message).toBe('amount: must be more than zero');
  });

  test('lists a refund without an order, and joins it', async () => {
    await convert(hub, { ...named, orderId: `#${code}-2`, revenue });
    await refund({ orderId: `${code}-2`, refundId: 're_1', amount: refunded, storefront: slug });
    const [unmatched] = await get('/api/affiliates/refunds/unmatched');
    expect(unmatched).toMatchObject({ amount: refunded, currency: code, likelyOrders: [{ revenue: shown }] });
    const joined = await call(hub, {
      method: 'POST',
      url: `/api/affiliates/refunds/${unmatched.id}/join`,
      body: { conversionId: unmatched.likelyOrders[0].attributionId },
      headers: operator,
    });
    expect(joined.body).toMatchObject({ refunded, commissionReversed: reversed });
    await refund({ orderId: `#${code}-2`, refundId: 're_rest', storefront: slug });
  });

  test('has its figures in its currency: of affiliates, and for its own key', async () => {
    await hub.deps.services.affiliates.refreshMetrics();
    const affiliates = await get('/api/affiliates');
    expect(affiliates.find(({ handle }: { handle: string }) => handle === named.handle)).toMatchObject({
      ...{ currency: code, conversions30d: 1, revenue30d: left, verifiedRevenue30d: left },
    });
    const { key } = await issueKey(hub, 'secret', { storefront: slug });
    const overview = await get('/api/ops/overview', { authorization: `Bearer ${key}` });
    const own = { currency: code, revenue30d: left, verifiedRevenue30d: left };
    expect(overview).toMatchObject({ ...own, revenues: [own] });
  });

  test('tells its server in its currency', async () => {
    const events = await query<{ type: string; data: Record<string, unknown> }>(
      hub,
      sql`SELECT content->>'type' AS type, content->'data' AS data FROM deliveries
          WHERE content->'data'->>'orderId' = ${orderId} ORDER BY content->>'occurredAt', content->>'type' DESC`,
    );
    const amounts = { currency: code, revenue: shown, commission };
    const placed = { currency: code, revenue: shown, orderId };
    expect(events.filter(({ type }) => type.startsWith('order.'))).toEqual([
      { type: 'order.recorded', data: expect.objectContaining(placed) },
      { type: 'order.refunded', data: expect.objectContaining({ ...placed, amount: refunded, lines: [] }) },
    ]);
    expect(events.filter(({ type }) => type.startsWith('conversion.'))).toEqual([
      {
        type: 'conversion.recorded',
        data: expect.objectContaining({ ...amounts, refunded: none, commissionReversed: none }),
      },
      {
        type: 'conversion.refunded',
        data: expect.objectContaining({
          ...amounts,
          refunded,
          commissionReversed: reversed,
          amount: refunded,
        }),
      },
    ]);
  });

  test('is followed in its currency', async () => {
    const events = new EventTailDao(hub.deps.db);
    const { id } = await hub.deps.services.storefronts
      .list({ storefrontId: null })
      .then(({ items }) => items.find((storefront) => storefront.slug === slug) ?? { id: 0 });
    const arrived = await events.getEvents(3_600, { storefrontId: id, mode: 'all' });
    const bodies = arrived.map(({ body }) => body);
    expect(bodies).toContainEqual(expect.objectContaining({ orderId, revenue: shown, commission }));
    expect(bodies).toContainEqual({ orderId, refundId: 're_1', amount: refunded });
  });

  test('simulates orders of test keys in it', async () => {
    const { key } = await issueKey(hub, 'secret', { storefront: slug, isTest: true });
    const asTest = { authorization: `Bearer ${key}` };
    expect((await convert(hub, { ...named, orderId: 'T-1', revenue }, asTest)).status).toBe(200);
    const body = { orderId: 'T-1', refundId: 're_1', amount: refunded };
    const answer = await call(hub, {
      method: 'POST',
      url: '/api/affiliates/refunds',
      body,
      headers: asTest,
    });
    expect(answer.body).toMatchObject({ refunded, commissionReversed: reversed });
    const bad = await convert(hub, { ...named, orderId: 'T-2', revenue: wrong }, asTest);
    expect(bad.status).toBe(400);
  });

  test('exports what it holds of a partner in its currency', async () => {
    const affiliates = await get('/api/affiliates');
    const { id } = affiliates.find(({ handle }: { handle: string }) => handle === named.handle);
    const { data } = await hub.deps.services.privacy.exportAffiliate(id, COMMAND_LINE);
    expect(data.affiliate).toEqual([
      expect.objectContaining({ revenue_30d: left, verified_revenue_30d: left }),
    ]);
    expect(data.days).toEqual([expect.objectContaining({ revenue: left })]);
    expect(data.orders).toContainEqual(
      expect.objectContaining({ order_id: orderId, revenue: shown, refunded, commission_reversed: reversed }),
    );
  });

  test('bounds claims by units of its currency', async () => {
    const claim = (amount: string) =>
      convert(hub, { ...named, orderId: `C-${amount}`, revenue: amount }, asVisitor);
    const tooHigh = await claim('10001');
    expect(tooHigh.body.error.message).toBe(
      `revenue: must be at most 10000${none.slice(1)} ${code} without a secret key`,
    );
    const { items } = await hub.deps.services.storefronts.list({ storefrontId: null });
    const { id = 0 } = items.find((storefront) => storefront.slug === slug) ?? {};
    const change = (maxClaim: string | null) =>
      hub.deps.services.storefronts.update({ id, maxClaim }, COMMAND_LINE);
    await expect(change(wrong)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(change('0.0000001')).rejects.toThrow('maxClaim: must be more than zero');
    expect(await change('500')).toMatchObject({ maxClaim: `500${none.slice(1)}` });
    expect((await claim('501')).status).toBe(400);
    await change(null);
  });
});

test('amounts of different currencies are not added', async () => {
  const overview = await get('/api/ops/overview');
  expect(overview).toMatchObject({ currency: 'USD', revenue30d: '50.10', verifiedRevenue30d: '50.10' });
  expect(overview.revenues).toEqual(
    shops
      .map(({ code, left }) => ({ currency: code, revenue30d: left, verifiedRevenue30d: left }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  );
  expect(overview.affiliateCount).toBe(shops.length);
});

test('the books of all of them are right, and a wrong unit in any of them is found', async () => {
  const verify = async () => (await new VerifyDao(hub.deps.db).verify()).differences;
  expect(await verify()).toEqual([]);
  for (const { code, commission } of shops) {
    const unit = sql`('1e-' || ${currencyDigits(code)}::integer)::numeric`;
    const change = (sign: 1 | -1) =>
      query(
        hub,
        sql`UPDATE aff_attributions SET commission = commission + ${sign}::integer * ${unit} WHERE order_id = ${`O-${code}`}`,
      );
    await change(1);
    expect(await verify()).toContainEqual(
      expect.objectContaining({ what: 'commission', actual: commission }),
    );
    await change(-1);
  }
  expect(await verify()).toEqual([]);
});

describe('the database', () => {
  test('knows the digits of every currency, and no others', async () => {
    const codes = [...CURRENCIES, 'XAU', 'XXX', 'ZZZ', 'usd', 'US', 'USDD', ''];
    const rows = await query<{ code: string; digits: number | null }>(
      hub,
      sql`SELECT code, hub_currency_digits(code) AS digits FROM unnest(${sql.param(codes)}::text[]) AS code`,
    );
    expect(Object.fromEntries(rows.map(({ code, digits }) => [code, digits]))).toEqual(
      Object.fromEntries(codes.map((code) => [code, currencyDigits(code)])),
    );
  });

  test.each([
    [
      'aff_attributions_currency_check',
      sql`UPDATE aff_attributions SET commission = 1.5 WHERE currency = 'JPY'`,
    ],
    [
      'aff_attributions_currency_check',
      sql`UPDATE aff_attributions SET revenue = 'NaN' WHERE currency = 'JPY'`,
    ],
    ['aff_refunds_currency_check', sql`UPDATE aff_refunds SET amount = 1.001 WHERE storefront_id = 1`],
    ['aff_refunds_decimals_check', sql`UPDATE aff_refunds SET amount = 'Infinity' WHERE storefront_id = 1`],
    ['storefronts_currency_check', sql`UPDATE storefronts SET max_claim = 0.5 WHERE slug = 'tokyo'`],
    ['aff_daily_rollups_decimals_check', sql`UPDATE aff_daily_rollups SET revenue = 1.00001`],
    ['affiliates_decimals_check', sql`UPDATE affiliates SET revenue_30d = 1.00001`],
    [
      'inventory_products_decimals_check',
      sql`INSERT INTO inventory_products (sku, name, stock, threshold, unit_price) VALUES ('X', 'X', 1, 1, 1.00001)`,
    ],
  ])('holds %s', async (constraint, statement) => {
    await expect(hub.deps.db.execute(statement)).rejects.toMatchObject({ cause: { constraint } });
  });
});

test('a storefront can have any currency, and nothing that is none', async () => {
  expect(await openShop('reykjavik', 'ISK')).toMatchObject({ currency: 'ISK' });
  const create = (currency: string) =>
    call(hub, {
      method: 'POST',
      url: '/trpc/admin/storefronts.createStorefront',
      body: { slug: 'gold', name: 'Gold', currency },
      headers: operator,
    });
  expect(JSON.stringify((await create('XAU')).body)).toContain('currency: must be an ISO 4217 code');
});

describe('the default storefront of a hub', () => {
  test('changes its currency while there are no orders and no rules with amounts, unless a refund has decimals that it lacks', async () => {
    const { storefronts } = hub.deps.services;
    await emptyBooks(hub);
    await query(hub, sql`UPDATE storefronts SET max_claim = 10.50 WHERE slug = 'default'`);
    await refund({ orderId: 'early', refundId: 're_1', amount: '7.25' });
    const stored = async () => {
      const rows = await query(hub, sql`SELECT currency, max_claim FROM storefronts WHERE slug = 'default'`);
      return Object.values(rows[0] ?? {}).join(' ');
    };
    expect(await storefronts.setDefaultCurrency('USD')).toBe(true);
    expect(await stored()).toBe('USD 10.50');
    expect(await storefronts.setDefaultCurrency('JPY')).toBe(false);
    expect(await storefronts.setDefaultCurrency('EUR')).toBe(true);
    expect(await stored()).toBe('EUR 10.50');
    await hub.owner.execute(sql`TRUNCATE aff_refunds`);
    const body = { name: 'a flat amount', storefront: 'default', kind: 'flatOrder', amount: '7.25' };
    const rule = await call(hub, { method: 'POST', url: '/api/commissions/rules', body, headers: operator });
    expect(rule.status).toBe(201);
    expect(await storefronts.setDefaultCurrency('JPY')).toBe(false);
    await hub.owner.execute(sql`TRUNCATE commission_rules CASCADE`);
    expect(await storefronts.setDefaultCurrency('JPY')).toBe(true);
    const { items } = await storefronts.list({ storefrontId: null });
    expect(items[0]).toMatchObject({ slug: 'default', currency: 'JPY', maxClaim: '11' });
    expect(await stored()).toBe('JPY 11');
  });
});

describe('a hub in JPY', () => {
  let japanese: TestHub;
  beforeAll(async () => {
    japanese = await startTestHub({ env: { CURRENCY: 'JPY' } });
  });
  afterAll(() => japanese.stop());

  test('has prices in yen', async () => {
    const product = { sku: 'W-1', name: 'Widget', stock: 5, threshold: 2, unitPrice: '4980.00' };
    const create = (body: object) => call(japanese, { method: 'POST', url: '/api/inventory/products', body });
    expect((await create(product)).body).toMatchObject({ unitPrice: '4980' });
    const wrong = await create({ ...product, sku: 'W-2', unitPrice: 49.8 });
    expect(wrong.body.error.message).toBe(
      'unitPrice: must be an amount like 100: JPY has no decimals; not negative, no exponent',
    );
    // A price from before the hub's currency was changed is shown as it is.
    await query(japanese, sql`UPDATE inventory_products SET unit_price = 49.80`);
    const { body } = await call(japanese, { method: 'GET', url: '/api/inventory/products' });
    expect(body).toMatchObject([{ unitPrice: '49.8' }]);
    const overview = await call(japanese, { method: 'GET', url: '/api/ops/overview' });
    expect(overview.body).toMatchObject({ currency: 'JPY', revenue30d: '0', revenues: [] });
  });
});
