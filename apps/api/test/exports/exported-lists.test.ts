import { type Posting, postTransfers } from '@dreamteamhub/db/ledger';
import { exportQueries } from '@dreamteamhub/sdk/contract';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportedLists } from '../../src/domains/exports/exported-lists.ts';
import { callTrpc, entryAt, uniqueEntries } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { issueKey } from '../support/shop.ts';
import { exportsOf } from './exports-of.ts';

/** More rows than the job reads at once, and more than a list counts. */
const MANY = 10_500;
const HOSTILE = [
  '=cmd',
  '@x',
  '\t=1',
  '\r=1',
  '-2+3',
  '+1',
  'say "hi", twice',
  'two\nlines',
  'مرحبا שלום',
  '-5.00',
];

let hub: TestHub;
let headers: Record<string, string>;
let me: ReturnType<typeof exportsOf>;
beforeAll(async () => {
  hub = await startTestHub({ works: true });
  await createOperator(hub);
  headers = await signedIn(hub);
  me = exportsOf(hub, headers);
  await fill();
});
afterAll(() => hub.stop());

async function fill() {
  const { owner } = hub;
  const { rows } = await owner.execute<{ id: number }>(
    sql`INSERT INTO storefronts (slug, name, currency) VALUES ('jp', 'JP', 'JPY') RETURNING id`,
  );
  const jp = rows[0]?.id ?? 0;
  await owner.execute(sql`
    INSERT INTO affiliates (storefront_id, handle, name, pixel_id, commission_bps, clicks_30d, verified_revenue_30d)
    SELECT CASE WHEN n % 3 = 0 THEN (SELECT id FROM storefronts WHERE slug = 'jp') ELSE 1 END, 'p-' || n,
           'Partner ' || n, gen_random_uuid()::text, CASE WHEN n % 2 = 0 THEN 1250 END, n, n
    FROM generate_series(1, 30) AS n`);
  for (const [place, name] of HOSTILE.entries()) {
    await owner.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold, supplier, unit_price, allow_backorder)
      VALUES (${`ODD-${place}`}, ${name}, ${place - 5}, 3, NULL, ${place === 0 ? null : '1234.50'}, true)`);
  }
  await owner.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold, supplier)
    SELECT 'SKU-' || n, 'Wide shelf ' || n, n % 50, 10, CASE WHEN n % 7 = 0 THEN 'Acme' END
    FROM generate_series(1, ${MANY}::integer) AS n`);
  await owner.execute(sql`
    INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at)
    SELECT storefronts.id, 'ORD-' || n, storefronts.currency, CASE WHEN currency = 'JPY' THEN n ELSE n + 0.5 END,
           timestamptz '2026-09-20' + n % 90 * interval '12 hours'
    FROM generate_series(1, 900) AS n
    JOIN storefronts ON storefronts.slug = CASE WHEN n % 3 = 0 THEN 'jp' ELSE 'default' END`);
  await owner.execute(sql`
    INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, revenue, commission, currency, status)
    SELECT orders.storefront_id, affiliate.id, affiliate.pixel_id, order_id, 'verified', revenue, 1, currency,
           CASE WHEN orders.id % 5 = 0 THEN 'void' ELSE 'pending' END
    FROM orders JOIN LATERAL (
      SELECT id, pixel_id FROM affiliates WHERE storefront_id = orders.storefront_id LIMIT 1) AS affiliate ON true
    WHERE orders.id % 4 <> 0`);
  await owner.execute(sql`
    INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount)
    SELECT storefront_id, order_id, 're', 1 FROM orders WHERE id % 10 = 0`);
  await owner.execute(sql`
    INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, reason, landing_page)
    SELECT storefront_id, id, pixel_id, 'v:' || n, n % 9 <> 0, CASE WHEN n % 9 = 0 THEN 'bot' END, '/p/' || n % 3
    FROM affiliates, generate_series(1, 700) AS n WHERE handle = 'p-1'`);
  await owner.execute(sql`
    INSERT INTO alert_episodes (product_id, status)
    SELECT id, CASE WHEN id % 3 = 0 THEN 'resolved' ELSE 'open' END FROM inventory_products LIMIT 600`);
  await owner.execute(sql`
    INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, metadata)
    SELECT 'SKU-1', 'sale', n, n - 1, -1, jsonb_build_object('note', '=1+1') FROM generate_series(1, 450) AS n`);
  await owner.execute(sql`
    INSERT INTO deliveries (channel, alert_id, content, status)
    SELECT 'webhook', gen_random_uuid(), '{"kind": "alarm", "message": "=boom"}',
           CASE WHEN n % 2 = 0 THEN 'dead' ELSE 'delivered' END
    FROM generate_series(1, 300) AS n`);
  await owner.execute(sql`
    INSERT INTO refused_events (kind, reason, message, is_stored, body)
    SELECT CASE WHEN n % 2 = 0 THEN 'click' ELSE 'order' END, 'not_found', '@nobody', false, '{"handle": "x"}'
    FROM generate_series(1, 300) AS n`);
  const postings = Array.from({ length: 700 }, (_, index): Posting => {
    const whose =
      index % 2 === 0
        ? { affiliateId: 3, storefrontId: jp, currency: 'JPY' }
        : { affiliateId: 1, storefrontId: 1, currency: 'USD' };
    return {
      ...{ ...whose, amount: '7', cause: 'adjust', causeId: String(index), leg: 0 },
      ...{ debit: index % 3 === 0 ? 'suspense' : 'adjustment', credit: 'payable', reason: '=HYPERLINK("x")' },
    };
  });
  await hub.deps.db.transaction((tx) => postTransfers(tx, postings));
  await owner.execute(sql`
    INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount, timestamp)
    SELECT CASE WHEN n % 2 = 0 THEN (SELECT id FROM storefronts WHERE slug = 'jp') ELSE 1 END, '=LOST-' || n, 're', 5,
           clock_timestamp() + n * interval '1 microsecond' FROM generate_series(1, 250) AS n`);
  await owner.execute(sql`
    INSERT INTO product_imports (file_name, created_by, ignored_columns, status, creates, updates, unchanged, problems, created_at)
    SELECT '=file-' || n || '.csv', 'Mira', '{}', CASE WHEN n % 3 = 0 THEN 'done' ELSE 'ready' END, n, 0, 0, n % 7,
           now() - n * interval '1 hour' FROM generate_series(1, 220) AS n`);
  await owner.execute(sql`
    INSERT INTO alert_mutes (kind, value, key, until, note, created_by)
    SELECT CASE WHEN n % 2 = 0 THEN 'supplier' ELSE 'prefix' END, 'pre-' || n, 'pre-' || n,
           CASE WHEN n % 5 <> 0 THEN now() + n * interval '1 day' END, '=note', 'Mira' FROM generate_series(1, 110) AS n`);
  await owner.execute(sql`
    WITH period AS (
      INSERT INTO payout_periods (storefront_id, currency, number, starts_at, ends_at, closed_by, statement_count, hash)
      SELECT ${jp}, 'JPY', n, timestamptz '2024-01-01' + n * interval '31 days', timestamptz '2024-02-01' + n * interval '31 days', 'x', 10, 'x'
      FROM generate_series(1, 25) AS n RETURNING id)
    INSERT INTO payout_statements (period_id, affiliate_id, opening, earned, reversed, adjusted, paid, closing, pending, payable, held,
                                   in_payout, hash)
    SELECT period.id, affiliate.id, 0, 5, 0, 0, 0, 5, 5, 0, 0, 0, period.id || '/' || affiliate.id
    FROM period, affiliates AS affiliate WHERE storefront_id = ${jp}`);
  await owner.execute(sql`
    WITH batch AS (
      INSERT INTO payout_batches (storefront_id, rail, currency, total, item_count, created_by)
      VALUES (1, 'manual', 'USD', 300, 300, 'mira') RETURNING id)
    INSERT INTO payout_items (batch_id, affiliate_id, amount, currency, state, request_id, reference, reason)
    SELECT batch.id, 1 + n % 2, 1, 'USD', CASE WHEN n % 4 = 0 THEN 'failed' ELSE 'paid' END, n, 'REF' || n, '=no'
    FROM batch, generate_series(1, 300) AS n`);
  await issueKey(hub, 'secret');
  await issueKey(hub, 'publishable');
  for (const role of ['operator', 'analyst', 'analyst'] as const) await createPerson(hub, role);
  // Otherwise the planner takes the tables for empty.
  await owner.execute(sql`ANALYZE`);
}

/** Lists of what stands within something else: tested with it. */
const WITHIN = ['clicks', 'statementLines'];

/** Short lists, which have no pages. */
const isWhole = (path: string) => /^(team|storefronts)\./.test(path);

/** All rows of a list as the app's page gets them, page by page. */
async function listed(path: string, query: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  do {
    const page = isWhole(path) ? {} : { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const { status, data } = await callTrpc(hub, entryAt(path), { input: { ...query, ...page }, headers });
    expect(status).toBe(200);
    rows.push(...(data.items ?? data.imports ?? data.people));
    cursor = data.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** One name to recognise a row by in the page and in the file. */
const cases = [
  [
    'affiliates',
    'affiliates.listAffiliates',
    'handle',
    'Handle',
    [{}, { status: 'active', sort: 'clicks30d', order: 'desc' }, { match: 'partner 7' }],
  ],
  [
    'orders',
    'orders.listOrders',
    'orderId',
    'Order',
    [
      {},
      { orderedFrom: '2026-09-30T22:00:00.000Z', orderedTo: '2026-10-31T23:00:00.000Z', sort: 'orderedAt' },
      { storefront: 'jp', sort: 'revenue', order: 'desc' },
      { attributed: 'no' },
      { status: 'void', sort: 'status' },
      { search: 'ORD-77' },
      { counted: 'yes', sort: 'orderId', order: 'asc' },
    ],
  ],
  [
    'conversions',
    'affiliates.listConversions',
    'id',
    'Id',
    [{}, { status: 'pending' }, { orderId: 'ord-77' }],
  ],
  [
    'products',
    'inventory.listProducts',
    'sku',
    'SKU',
    [
      { supplier: 'Acme' },
      { lowStockOnly: true, sort: 'urgency' },
      { match: 'odd', sort: 'name', order: 'desc' },
    ],
  ],
  ['stockMovements', 'inventory.listEvents', 'id', 'Id', [{}, { sku: 'SKU-1', eventType: 'sale' }]],
  [
    'alerts',
    'alerts.listEpisodes',
    'id',
    'Id',
    [{}, { status: 'resolved', sort: 'sku' }, { severity: 'outOfStock', sort: 'urgency', order: 'asc' }],
  ],
  ['deliveries', 'alerts.listDeliveries', 'id', 'Id', [{}, { status: 'dead' }]],
  ['auditLog', 'audit.listEntries', 'id', 'Id', [{ until: '2100-01-01T00:00:00.000Z', action: 'people' }]],
  ['refusedEvents', 'refusals.listRefusedEvents', 'id', 'Id', [{}, { kind: 'order' }]],
  [
    'transfers',
    'ledger.listTransfers',
    'id',
    'Id',
    [{}, { affiliateId: 3 }, { account: 'suspense' }, { cause: 'adjust', currency: 'JPY' }],
  ],
  [
    'imports',
    'imports.listImports',
    'id',
    'Id',
    [
      {},
      { status: 'done', sort: 'problems' },
      { from: '2026-10-01T00:00:00.000Z', sort: 'fileName', order: 'asc' },
    ],
  ],
  [
    'unmatchedRefunds',
    'affiliates.listUnmatchedRefunds',
    'id',
    'Id',
    [{}, { storefront: 'jp', order: 'asc' }],
  ],
  [
    'mutes',
    'alerts.listMutes',
    'id',
    'Id',
    [{}, { kind: 'supplier', sort: 'value', order: 'asc' }, { match: 'pre-1', sort: 'until' }],
  ],
  [
    'payoutItems',
    'payouts.listItems',
    'id',
    'Id',
    [{}, { state: 'failed' }, { affiliateId: 2, search: 'ref1' }],
  ],
  ['team', 'team.listTeam', 'id', 'Id', [{}, { role: 'analyst', sort: 'name' }, { search: 'OP erator' }]],
  ['storefronts', 'storefronts.listStorefronts', 'slug', 'Storefront', [{}]],
  ['keys', 'storefronts.listKeys', 'id', 'Id', [{}]],
  ['statements', 'payouts.listStatements', 'hash', 'Hash', [{}, { affiliateId: 3 }, { periodId: 2 }]],
  [
    'inspectedEvents',
    'inspector.listEvents',
    'id',
    'Id',
    [
      {},
      { outcome: 'not_counted' },
      { kind: 'refund' },
      { mode: 'test' },
      { outcome: 'refused', minutes: 60 },
    ],
  ],
] as const;

describe.each(cases)('%s', (list, path, field, title, queries) => {
  test.each(queries.map((query) => [JSON.stringify(query), query] as const))(
    '%s: the rows of the page, in its order',
    async (_, query) => {
      const rows = await listed(path, query);
      const file = await me.read(list, query);
      expect(file.rows.map((row) => row[title])).toEqual(rows.map((row) => String(row[field])));
    },
  );
});

test('every list is here, and may be exported by whoever may list it', () => {
  expect([...cases.map(([list]) => list), ...WITHIN].sort()).toEqual(Object.keys(exportQueries).sort());
  const entries = new Set(uniqueEntries.map(({ entry }) => entry));
  for (const { entry, columns } of Object.values(exportedLists)) {
    expect(entries.has(entry)).toBe(true);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    expect(new Set(columns.map(({ title }) => title)).size).toBe(columns.length);
  }
});

test('transfers: amounts as the page has them, what is owed after each, and no reason that is a formula', async () => {
  const query = { affiliateId: 3 };
  const [rows, file] = [await listed('ledger.listTransfers', query), await me.read('transfers', query)];
  expect(file.made.total).toBe(350);
  expect(file.rows.map((row) => [row.Amount, row['Owed after it'], row.Order])).toEqual(
    rows.map(({ amount, balance }) => [amount, balance, '']),
  );
  expect(file.rows[0]).toMatchObject({
    ...{ Amount: '7', 'Owed after it': '2450', Currency: 'JPY', Storefront: 'jp', Partner: 'p-3' },
    Reason: `'=HYPERLINK("x")`,
  });
});

test('clicks of a partner, with a condition that looks far', async () => {
  const [partner] = await listed('affiliates.listAffiliates', { search: 'p-1' });
  const query = { id: partner?.id, counted: 'no' };
  const rows = await listed('affiliates.listClicks', query);
  const file = await me.read('clicks', query);
  expect(file.rows.map(({ Id }) => Number(Id))).toEqual(rows.map(({ id }) => id));
  expect(new Set(file.rows.map((row) => `${row.Counted} ${row['Why not']}`))).toEqual(new Set(['no bot']));
});

test('the sums are those of the page, by currency, with its decimals', async () => {
  const query = { orderedFrom: '2026-10-01T00:00:00.000Z', orderedTo: '2026-11-01T00:00:00.000Z' };
  const { rows } = await me.read('orders', query);
  const sums = (
    await hub.owner.execute<{ currency: string; revenue: string; count: number }>(sql`
    SELECT currency, sum(revenue)::text AS revenue, count(*)::integer AS count FROM orders
    WHERE ordered_at >= '2026-10-01' AND ordered_at < '2026-11-01' GROUP BY 1`)
  ).rows;
  for (const { currency, revenue, count } of sums) {
    const ours = rows.filter((row) => row.Currency === currency);
    expect(ours).toHaveLength(count);
    expect(ours.reduce((sum, row) => sum + Number(row.Revenue), 0)).toBe(Number(revenue));
    const form = currency === 'JPY' ? /^\d+$/ : /^\d+\.\d\d$/;
    for (const row of ours) expect(row.Revenue).toMatch(form);
  }
  // As the page shows each of them.
  const listing = await listed('orders.listOrders', query);
  expect(rows.map((row) => [row.Revenue, row.Refunded, row.Commission, row['Credited to']])).toEqual(
    listing.map(({ revenue, refunded, attribution }) => {
      const credit = attribution as { commission: string; affiliateName: string } | null;
      return [revenue, refunded, credit?.commission ?? '', credit?.affiliateName ?? ''];
    }),
  );
});

test('a search that the page cuts off at 10,000 products is whole in the file, and so is the count', async () => {
  const { made, rows } = await me.read('products', { match: 'wide' });
  expect([rows.length, made.total]).toEqual([MANY, MANY]);
});

describe('the file', () => {
  test('guards formulas of texts, and leaves numbers, quotes, line breaks and other scripts as they are', async () => {
    const { rows, text } = await me.read('products', { match: 'odd', sort: 'sku', order: 'asc' });
    expect(rows.map(({ Name }) => Name)).toEqual([
      "'=cmd",
      "'@x",
      "'\t'=1",
      "'\r=1",
      "'-2+3",
      "'+1",
      'say "hi", twice',
      'two\nlines',
      'مرحبا שלום',
      '-5.00',
    ]);
    expect(rows.map(({ Stock }) => Stock)).toEqual(['-5', '-4', '-3', '-2', '-1', '0', '1', '2', '3', '4']);
    expect(rows.map((row) => row['Unit price'])).toEqual(['', ...Array(9).fill('1234.50')]);
    expect(text.startsWith('\uFEFFSKU,Name,Stock,')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text).toContain('"say ""hi"", twice"');
    for (const [list, title, start] of [
      ['imports', 'File', "'=file"],
      ['unmatchedRefunds', 'Order as reported', "'=LOST"],
      ['mutes', 'Note', "'=note"],
    ] as const) {
      const file = await me.read(list);
      expect(file.rows.length).toBeGreaterThan(100);
      expect(file.rows.filter((row) => row[title]?.startsWith(start) !== true)).toEqual([]);
    }
    const movements = await me.read('stockMovements', { sku: 'SKU-1', eventType: 'sale' });
    expect(new Set(movements.rows.map(({ Change, Details }) => [Change, Details].join()))).toEqual(
      new Set(['-1,{"note":"=1+1"}']),
    );
  });

  test('has the columns that were asked for, in that order, and says which it does not know', async () => {
    const columns = ['revenue', 'gone', 'orderId', 'revenue'];
    const { text, unknownColumns } = await me.read('orders', {}, { columns });
    expect(text.slice(1).split('\r\n')[0]).toBe('Revenue,Order');
    expect(unknownColumns).toEqual(['gone']);
    const none = await me.create({ list: 'orders', columns: ['gone'] });
    expect([none.status, none.error?.message]).toEqual([
      400,
      expect.stringContaining('columns: names no column'),
    ]);
  });

  test('writes times with the offset of the zone, also in the hour that comes twice, and names the zone', async () => {
    await hub.owner.execute(sql`
      INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at)
      VALUES (1, 'TWICE-1', 'USD', 1, '2026-10-25T00:30:00Z'), (1, 'TWICE-2', 'USD', 1, '2026-10-25T01:30:00Z'),
             (1, 'OLD', 'USD', 1, '1911-03-10T12:00:00Z')`);
    const { rows, headers: answer } = await me.read(
      'orders',
      { search: 'TWICE', sort: 'orderId', order: 'asc' },
      { timeZone: 'Europe/Berlin' },
    );
    expect(rows.map(({ Ordered }) => Ordered)).toEqual([
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
    ]);
    expect(answer).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="orders-\d{4}-\d\d-\d\d-\d{4}-Europe-Berlin\.csv"$/,
      ),
      'cache-control': 'no-store',
    });
    const kathmandu = await me.read('orders', { search: 'TWICE-1' }, { timeZone: 'asia/katmandu' });
    expect(kathmandu.rows[0]?.Ordered).toBe('2026-10-25T06:15:00+05:45');
    const old = await me.read('orders', { search: 'OLD' }, { timeZone: 'America/St_Johns' });
    expect(Date.parse(old.rows[0]?.Ordered ?? '')).toBe(Date.parse('1911-03-10T12:00:00Z'));
  });

  test('of nothing has its head', async () => {
    const { rows, text } = await me.read('orders', { search: 'NOBODY' });
    expect(rows).toEqual([]);
    expect(text.split('\r\n')).toHaveLength(2);
  });
});
