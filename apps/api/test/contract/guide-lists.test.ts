import { postTransfers } from '@dreamteamhub/db/ledger';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt, type NamedEntry, restEntries, restRoute } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asSecret, convert, newAffiliate } from '../support/shop.ts';

const HOW_MANY = 60;

let hub: TestHub;
let operator: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  operator = await signedIn(hub);
  // Its orders post nothing to the ledger.
  const affiliate = await newAffiliate(hub, 'a-0', { commissionBps: 0 });
  for (let index = 1; index < HOW_MANY; index++) await newAffiliate(hub, `a-${index}`);
  for (let index = 0; index < HOW_MANY; index++) {
    const body = { sku: `P-${index}`, name: `Product ${index}`, stock: index, threshold: 0 };
    await call(hub, { method: 'POST', url: '/api/inventory/products', body });
    await convert(hub, { pixelId: affiliate.pixelId, orderId: `O-${index}`, revenue: index });
  }
  await hub.deps.db.execute(sql`INSERT INTO alert_episodes (product_id) SELECT id FROM inventory_products`);
  await hub.deps.db.execute(sql`
    INSERT INTO deliveries (channel, alert_id, content, created_at)
    SELECT 'webhook', gen_random_uuid(), '{"kind": "digest", "items": [], "occurredAt": "2026-01-01T00:00:00.000Z"}', now()
    FROM generate_series(1, ${HOW_MANY}::integer)`);
  await hub.deps.db.execute(sql`
    INSERT INTO alert_mutes (kind, value, key, created_by)
    SELECT 'prefix', 'S-' || n, 's-' || n, 'secret key' FROM generate_series(1, ${HOW_MANY}::integer) AS n`);
  await hub.deps.db.execute(sql`
    INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount)
    SELECT 1, 'STRANGER-' || n, 're_' || n, 1 FROM generate_series(1, ${HOW_MANY}::integer) AS n`);
  await hub.deps.db.execute(sql`
    INSERT INTO refused_events (kind, reason, message, is_stored, body)
    SELECT 'click', 'not_found', 'handle: there is no affiliate', false, '{}'
    FROM generate_series(1, ${HOW_MANY}::integer)`);
  await hub.deps.db.execute(sql`
    INSERT INTO test_events (storefront_id, kind, outcome, body)
    SELECT 1, 'click', 'recorded', '{}' FROM generate_series(1, ${HOW_MANY}::integer)`);
  await hub.deps.db.execute(sql`
    INSERT INTO affiliate_codes (storefront_id, affiliate_id, code, code_key)
    SELECT 1, ${affiliate.id}, 'CODE' || n, 'CODE' || n FROM generate_series(1, ${HOW_MANY}::integer) AS n`);
  // The affiliate's own rate is a rule, too.
  await hub.deps.db.execute(sql`
    INSERT INTO commission_rules (name, kind, rate_bps, applies_to, valid_from, scope_key)
    SELECT 'Rule ' || n, 'percent', 100, 'all', now(), 'of a test ' || n FROM generate_series(2, ${HOW_MANY}::integer) AS n`);
  await hub.deps.db.execute(sql`
    INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted)
    SELECT 1, ${affiliate.id}, ${affiliate.pixelId}, 'v:' || n, true
    FROM generate_series(1, ${HOW_MANY}::integer) AS n`);
  await hub.deps.db.transaction((tx) =>
    postTransfers(
      tx,
      Array.from({ length: HOW_MANY }, (_, index) => ({
        ...{ storefrontId: 1, affiliateId: null, currency: 'USD', debit: 'suspense', credit: 'cash.manual' },
        ...{ amount: '1.00', cause: 'migrate', causeId: String(index + 1), leg: 0 },
      })),
    ),
  );
  await hub.deps.db.execute(sql`
    INSERT INTO ledger_adjustments (storefront_id, affiliate_id, currency, kind, amount, reason, created_by)
    SELECT 1, ${affiliate.id}, 'USD', 'adjustment', n, 'x', 'somebody'
    FROM generate_series(1, ${HOW_MANY}::integer) AS n`);
  await hub.deps.db.execute(sql`
    WITH batch AS (
      INSERT INTO payout_batches (storefront_id, rail, currency, total, item_count, created_by)
      SELECT 1, 'manual', 'USD', 1, 1, 'somebody' FROM generate_series(1, ${HOW_MANY}::integer) RETURNING id),
    item AS (
      INSERT INTO payout_items (batch_id, affiliate_id, amount, currency, reference)
      SELECT id, ${affiliate.id}, 1, 'USD', 'P' || id FROM batch RETURNING id)
    INSERT INTO payout_mismatches (item_id, amount, currency, reason) SELECT id, 1, 'USD', 'x' FROM item`);
  await hub.deps.db.execute(sql`
    INSERT INTO payout_requests (storefront_id, affiliate_id, currency, amount, created_by, state, reason, decided_by)
    SELECT 1, ${affiliate.id}, 'USD', n, 'somebody', 'rejected', 'x', 'somebody'
    FROM generate_series(1, ${HOW_MANY}::integer) AS n`);
  await hub.deps.db.execute(sql`
    WITH period AS (
      INSERT INTO payout_periods (storefront_id, currency, number, starts_at, ends_at, closed_by, statement_count, hash)
      SELECT 1, 'USD', n, timestamptz '2020-01-01' + n * interval '1 day', timestamptz '2020-01-02' + n * interval '1 day', 'somebody', 1, 'x'
      FROM generate_series(1, ${HOW_MANY}::integer) AS n RETURNING id)
    INSERT INTO payout_statements (period_id, affiliate_id, opening, earned, reversed, adjusted, paid, closing, pending, payable, held,
                                   in_payout, hash)
    SELECT id, ${affiliate.id}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'x' FROM period`);
  affiliateId = affiliate.id;
  const csv = [
    'sku,stock',
    ...Array.from({ length: HOW_MANY }, (_, index) => `P-${index},${index + 1}`),
  ].join('\n');
  const file = await call(hub, {
    method: 'POST',
    url: '/api/inventory/imports',
    body: { fileName: 'stock.csv', csv },
  });
  importId = file.body.id;
});
afterAll(() => hub.stop());

let importId: string;
let affiliateId: number;

/** Those of one conversion are few, and come all at once. */
const WHOLE = ['commissions.getCommissions'];
const lists = restEntries.filter(
  ({ path, entry }) => entry.rest?.project === 'items' && !WHOLE.includes(path),
);

/** Of what belongs to something: that of the one there is. */
const parentOf = (list: NamedEntry) => (list.path.startsWith('affiliates.') ? affiliateId : importId);
const urlOf = (list: NamedEntry) => restRoute(list).path.replace(':id', String(parentOf(list)));

type Row = {
  id?: number | string;
  line?: number;
  transferId?: number;
  conversionId?: number;
  periodId?: number;
};
const keyOf = ({ id, line, transferId, conversionId, periodId }: Row) =>
  id ?? line ?? transferId ?? conversionId ?? periodId ?? 'none';
const inOrder = (a: number | string, b: number | string) => (a < b ? -1 : 1);

/** What no key reads is for people. */
const headersOf = ({ entry }: NamedEntry): Record<string, string> =>
  entry.scope === undefined ? operator : asSecret;
const ask = (list: NamedEntry, url: string) => call(hub, { method: 'GET', url, headers: headersOf(list) });

/** Follows `Link: rel="next"` to the end. */
async function walk(list: NamedEntry, url: string): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (let next: string | undefined = url; next !== undefined; ) {
    const { status, headers, body } = await ask(list, next);
    expect(status).toBe(200);
    pages.push(body);
    const link = headers.link as string | undefined;
    next = link === undefined ? undefined : /^<([^>]+)>; rel="next"$/.exec(link)?.[1];
    expect(pages.length).toBeLessThan(100);
  }
  return pages;
}

describe.each(lists)('$path', (list) => {
  test('answers a bare array', async () => {
    const url = urlOf(list);
    const { status, body } = await ask(list, url);
    expect(status).toBe(200);
    expect(Array.isArray(body)).toBe(true);
    expect(body.length).toBeGreaterThanOrEqual(50);
  });

  test('its Link header walks all pages, without gap or repeat', async () => {
    const pages = await walk(list, `${urlOf(list)}?limit=7`);
    const ids = pages.flat().map(keyOf);
    expect(pages.slice(0, -1).every((page) => page.length === 7)).toBe(true);
    expect(ids).toHaveLength(HOW_MANY);
    expect(new Set(ids).size).toBe(HOW_MANY);
    const ascending = ids.toSorted(inOrder);
    expect([ascending, ascending.toReversed()]).toContainEqual(ids);
  });

  test('a page that holds exactly the rest has no Link', async () => {
    const { body, headers } = await ask(list, `${urlOf(list)}?limit=${HOW_MANY}`);
    expect(body).toHaveLength(HOW_MANY);
    expect(headers.link).toBeUndefined();
  });

  test('the Link keeps the other parameters and leads where nextCursor does', async () => {
    const url = urlOf(list);
    const { headers } = await ask(list, `${url}?limit=3`);
    const next = new URL(/<([^>]+)>/.exec(String(headers.link))?.[1] ?? '', 'http://hub.example');
    expect(next.pathname).toBe(url);
    expect(next.searchParams.get('limit')).toBe('3');
    const parent = restRoute(list).path.includes(':id') ? { id: parentOf(list) } : {};
    const { data } = await callTrpc(hub, list, { input: { ...parent, limit: 3 }, headers: headersOf(list) });
    expect(next.searchParams.get('cursor')).toBe(data.nextCursor);
  });

  test('a cursor past the last row answers an empty page', async () => {
    const isByTime = ['alerts.listEpisodes', 'alerts.listMutes', 'alerts.listDeliveries'].includes(list.path);
    const positions = isByTime
      ? [
          'at:0:00000000-0000-4000-8000-000000000000',
          'at:999999999999999:ffffffff-ffff-4fff-8fff-ffffffffffff',
        ]
      : list.path === 'affiliates.listClicks'
        ? ['at:0:1', 'at:999999999999999:2147483648']
        : list.path === 'payouts.listStatements'
          ? ['statement:0:1', 'statement:999999999999999:2147483648']
          : ['id:2147483647', 'id:2147483648', 'id:999999999999999'];
    for (const position of positions) {
      const cursor = Buffer.from(position).toString('base64url');
      const { status, body } = await ask(list, `${urlOf(list)}?cursor=${cursor}`);
      expect(status).toBe(200);
      expect([0, 50, HOW_MANY]).toContain(body.length);
    }
  });
});

test('events answers 50 unless asked for more, and at most 500', async () => {
  const events = '/api/inventory/events';
  expect((await call(hub, { method: 'GET', url: events })).body).toHaveLength(50);
  expect((await call(hub, { method: 'GET', url: `${events}?limit=500` })).body).toHaveLength(HOW_MANY);
  expect((await call(hub, { method: 'GET', url: `${events}?limit=501` })).status).toBe(400);
});

test('events of one SKU are its own', async () => {
  const { body } = await call(hub, { method: 'GET', url: '/api/inventory/events?sku=P-7' });
  expect(body).toMatchObject([{ sku: 'P-7', eventType: 'initial', newStock: 7 }]);
});

test('affiliates and products list a thousand at most', async () => {
  for (const path of ['affiliates.listAffiliates', 'inventory.listProducts']) {
    const { status } = await callTrpc(hub, entryAt(path), { input: { limit: 1000 }, headers: asSecret });
    expect(status).toBe(200);
    const over = await callTrpc(hub, entryAt(path), { input: { limit: 1001 }, headers: asSecret });
    expect(over.status).toBe(400);
  }
});

test('lists are filtered by status, kind, affiliate and text, taken literally', async () => {
  const paused = await newAffiliate(hub, 'paused-one', { status: 'paused' });
  const handles = async (query: string) =>
    (await call(hub, { method: 'GET', url: `/api/affiliates?${query}` })).body.map(
      (row: { handle: string }) => row.handle,
    );
  expect(await handles('status=paused')).toEqual(['paused-one']);
  expect(await handles('search=A-59')).toEqual(['a-59']);
  expect(await handles('search=%25')).toEqual([]);
  expect(await handles('search=a_5')).toEqual([]);
  await call(hub, { method: 'PATCH', url: `/api/affiliates/${paused.id}`, body: { status: 'archived' } });
  expect(await handles('search=paused')).toEqual([]);
  expect(await handles('status=archived')).toEqual(['paused-one']);
  const claims = await call(hub, { method: 'GET', url: '/api/affiliates/conversions?kind=claim' });
  expect(claims.body).toEqual([]);
  const other = await call(hub, { method: 'GET', url: '/api/affiliates/conversions?affiliateId=2' });
  expect(other.body).toEqual([]);
});
