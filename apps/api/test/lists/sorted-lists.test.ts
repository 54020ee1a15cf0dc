import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, issueKey } from '../support/shop.ts';

/** Of each list: 120 rows with equal keys, 30 without a value where there can be none, and 30 that all differ. */
const EQUAL = 120;
const ALL = 180;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await hub.owner.execute(sql`INSERT INTO storefronts (slug, name, currency) VALUES ('eu', 'EU', 'EUR')`);
  await hub.owner.execute(sql`
    INSERT INTO affiliates (storefront_id, handle, name, pixel_id, status, commission_bps, clicks_30d,
                            conversions_30d, revenue_30d, verified_revenue_30d, verified_conversions_30d)
    SELECT CASE WHEN n % 3 = 0 THEN (SELECT id FROM storefronts WHERE slug = 'eu') ELSE 1 END, 'partner-' || n,
           CASE WHEN n <= ${EQUAL} THEN 'Same "Name"' WHEN n % 2 = 0 THEN 'Ünique ' || n ELSE repeat('ß', 250) || n END,
           gen_random_uuid()::text, CASE WHEN n % 4 = 0 THEN 'paused' ELSE 'active' END,
           CASE WHEN n <= ${EQUAL} THEN 500 WHEN n <= 150 THEN NULL ELSE n END,
           CASE WHEN n <= ${EQUAL} THEN 7 ELSE n * 31 % 97 END, n % 5, n % 7, n % 7, n % 3
    FROM generate_series(1, ${ALL}::integer) AS n`);
  await hub.owner.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold, supplier, allow_backorder)
    SELECT 'SKU-' || n, CASE WHEN n <= ${EQUAL} THEN 'Same' ELSE 'Name ' || n END,
           CASE WHEN n <= ${EQUAL} THEN 3 ELSE n - 150 END, CASE WHEN n <= ${EQUAL} THEN 10 ELSE 200 END,
           CASE WHEN n <= 60 THEN 'Acme' END, true
    FROM generate_series(1, ${ALL}::integer) AS n`);
  await hub.owner.execute(sql`
    INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at)
    SELECT storefronts.id, 'ORD-' || n, storefronts.currency, CASE WHEN n <= ${EQUAL} THEN 10 ELSE n END,
           timestamptz '2026-01-01' + CASE WHEN n <= ${EQUAL} THEN interval '0' ELSE n * interval '1.000001 second' END
    FROM generate_series(1, ${ALL}::integer) AS n
    JOIN storefronts ON storefronts.slug = CASE WHEN n % 3 = 0 THEN 'eu' ELSE 'default' END`);
  await hub.owner.execute(sql`
    INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, revenue, commission, currency, status)
    SELECT orders.storefront_id, affiliate.id, affiliate.pixel_id, order_id, 'verified', revenue, 0, currency,
           CASE WHEN orders.id % 5 = 0 THEN 'paid' ELSE 'pending' END
    FROM orders JOIN LATERAL (
      SELECT id, pixel_id FROM affiliates WHERE storefront_id = orders.storefront_id LIMIT 1) AS affiliate ON true
    WHERE orders.revenue < 151`);
  await hub.owner.execute(sql`
    INSERT INTO alert_episodes (product_id, opened_at, status)
    SELECT id, timestamptz '2026-01-01' + CASE WHEN id <= ${EQUAL} THEN interval '0' ELSE id * interval '1 hour' END,
           CASE WHEN id % 6 = 0 THEN 'acknowledged' ELSE 'open' END
    FROM inventory_products`);
});
afterAll(() => hub.stop());

type Row = Record<string, unknown> & { id: number | string };

async function get(url: string, headers: Record<string, string> = asSecret) {
  return call(hub, { method: 'GET', url, headers });
}

/** Follows `Link: rel="next"` to the end; `between` is called before each further page. */
async function walk(url: string, between: () => Promise<unknown> = async () => undefined): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: string | undefined = url; next !== undefined; ) {
    const { status, headers, body } = await get(next);
    expect(status, JSON.stringify(body)).toBe(200);
    rows.push(...body);
    next = /^<([^>]+)>; rel="next"$/.exec(String(headers.link))?.[1];
    if (next !== undefined) await between();
  }
  return rows;
}

const low = '&lowStockOnly=true';
const lists = [
  {
    path: '/api/affiliates?',
    sorts: [
      'createdAt',
      'name',
      'handle',
      'status',
      'commissionBps',
      'clicks30d',
      'conversions30d',
      'revenue30d',
      'verifiedRevenue30d',
      'verifiedConversions30d',
    ],
  },
  {
    path: '/api/inventory/products?',
    sorts: ['added', 'sku', 'name', 'stock', `threshold${low}`, `urgency${low}`],
  },
  { path: '/api/orders?', sorts: ['reported', 'orderedAt', 'orderId', 'revenue', 'status'] },
  { path: '/api/alerts?', sorts: ['openedAt', 'urgency', 'sku', 'status'] },
];
const each = lists.flatMap(({ path, sorts }) =>
  sorts.flatMap((sort) => ['asc', 'desc'].map((order) => `${path}sort=${sort}&order=${order}`)),
);

describe.each(each)('%s', (url) => {
  test('every row once, however many are equal or have no value, page by page as at once', async () => {
    const walked = (await walk(`${url}&limit=7`)).map(({ id }) => id);
    expect(new Set(walked).size).toBe(ALL);
    expect(walked).toHaveLength(ALL);
    expect(walked).toEqual((await get(`${url}&limit=500`)).body.map(({ id }: Row) => id));
  });

  test('its cursor is refused by every other order of the list, and what is made up by all', async () => {
    const { headers } = await get(`${url}&limit=7`);
    const next = new URL(/<([^>]+)>/.exec(String(headers.link))?.[1] ?? '', 'http://hub');
    const cursor = next.searchParams.get('cursor') ?? '';
    for (const other of each) {
      if (other === url || other.split('?')[0] !== url.split('?')[0]) continue;
      const { status, body } = await get(`${other}&cursor=${encodeURIComponent(cursor)}`);
      expect([other, status, body.error?.message]).toEqual([other, 400, expect.stringMatching(/^cursor: /)]);
    }
    const [sort, order] = [next.searchParams.get('sort'), next.searchParams.get('order')];
    const madeUp = [
      [],
      [sort, order],
      [sort, order, null],
      [sort, order, 'x', 'x', 'x', 'x'],
      [sort, order, {}],
      'x',
      0,
    ];
    for (const value of madeUp) {
      const forged = Buffer.from(JSON.stringify(value)).toString('base64url');
      expect((await get(`${url}&cursor=${forged}`)).status).toBe(400);
    }
  });
});

test('keys go up or down, and what has none comes last in both', async () => {
  const rates = async (order: string) =>
    (await walk(`/api/affiliates?sort=commissionBps&order=${order}&limit=50`)).map(
      (row) => row.commissionBps,
    );
  const [up, down] = [await rates('asc'), await rates('desc')];
  const given = up.filter((rate) => rate !== null) as number[];
  expect(given).toEqual(given.toSorted((a, b) => a - b));
  expect(up.slice(-30)).toEqual(Array(30).fill(null));
  expect(down.slice(-30)).toEqual(Array(30).fill(null));
  expect(down.slice(0, -30)).toEqual(given.toReversed());
});

test('amounts are sorted within a currency, and currencies stand one after the other', async () => {
  for (const url of ['/api/orders?sort=revenue', '/api/affiliates?sort=verifiedRevenue30d']) {
    const rows = (await get(`${url}&order=desc&limit=500`)).body as Row[];
    const currencies = rows.map(({ currency }) => currency);
    expect(currencies).toEqual(currencies.toSorted());
    const euros = rows
      .filter(({ currency }) => currency === 'EUR')
      .map(({ revenue, verifiedRevenue30d }) => Number(revenue ?? verifiedRevenue30d));
    expect(euros).toEqual(euros.toSorted((a, b) => b - a));
  }
});

test('the most urgent alert is what is out of stock, then what has least of its threshold', async () => {
  const rows = (await get('/api/alerts?sort=urgency&order=asc&limit=500')).body as Row[];
  const keys = rows.map(({ stock, threshold }) => [
    Number(stock) > 0 ? 1 : 0,
    Number(stock) / Number(threshold),
  ]);
  expect(keys).toEqual(keys.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
  expect(rows[0]).toMatchObject({ stock: -29 });
});

test('rows that change meanwhile move, and no other row is left out or comes twice', async () => {
  let round = 0;
  const movers = new Set(['partner-3', 'partner-90', 'partner-120']);
  const rows = await walk('/api/affiliates?sort=clicks30d&order=asc&limit=7', async () => {
    round += 1;
    const clicks = round % 2 === 0 ? 0 : 1000;
    await hub.owner.execute(sql`
      UPDATE affiliates SET clicks_30d = ${clicks} WHERE handle IN ('partner-3', 'partner-90', 'partner-120')`);
  });
  const still = rows.map(({ handle }) => String(handle)).filter((handle) => !movers.has(handle));
  expect(new Set(still).size).toBe(ALL - movers.size);
  expect(still).toHaveLength(ALL - movers.size);
  // The row at which a page ended is renamed: the next page goes on where it was.
  const renamed = await walk('/api/affiliates?sort=name&order=asc&limit=7', async () => {
    round += 1;
    await hub.owner.execute(sql`
      UPDATE affiliates SET name = CASE WHEN ${round % 2} = 0 THEN 'A' ELSE 'Z' END || handle WHERE handle = 'partner-7'`);
  });
  expect(new Set(renamed.map(({ id }) => id)).size).toBeGreaterThanOrEqual(ALL - 1);
  expect(renamed.filter(({ handle }) => handle !== 'partner-7')).toHaveLength(ALL - 1);
});

describe('totals', () => {
  test('count all pages, filters included, and are not given unasked', async () => {
    const total = async (url: string) => (await get(url)).headers['x-total-count'];
    expect(await total('/api/affiliates?limit=5')).toBeUndefined();
    expect(await total('/api/affiliates?limit=5&withTotal=true')).toBe(String(ALL));
    expect(await total('/api/affiliates?limit=5&withTotal=true&status=paused')).toBe('45');
    expect(await total('/api/affiliates?limit=5&withTotal=true&storefront=eu')).toBe('60');
    expect(await total('/api/inventory/products?limit=5&withTotal=true&supplier=Acme')).toBe('60');
    expect(await total('/api/inventory/products?limit=5&withTotal=true&match=sku-17')).toBe('11');
    expect(await total('/api/orders?limit=5&withTotal=true&status=paid')).toMatch(/^\d+$/);
    expect(await total('/api/alerts?limit=5&withTotal=true&severity=outOfStock')).toBe('30');
  });

  test('end at 10,000', async () => {
    await hub.owner.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold)
      SELECT 'MANY-' || n, 'Many', 1, 0 FROM generate_series(1, 10001) AS n`);
    for (const url of ['/api/inventory/products?', '/api/inventory/products?match=many&']) {
      const { headers } = await get(`${url}limit=1&withTotal=true`);
      expect(headers['x-total-count']).toBe('10000+');
    }
    await hub.owner.execute(sql`DELETE FROM inventory_products WHERE sku LIKE 'MANY-%'`);
  });
});

describe('filters', () => {
  const names = async (url: string, field: string) => (await get(url)).body.map((row: Row) => row[field]);

  test('partners match by words of name and handle, in any order and case', async () => {
    await hub.owner.execute(sql`
      INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES
        (1, 'tech-blog-2025', 'İstanbul Straße 🚀', 'p1'), (1, 'x', ${'דניאל 100%_\\ O’Neil'}, 'p2')`);
    const match = (text: string) => names(`/api/affiliates?match=${encodeURIComponent(text)}`, 'handle');
    for (const text of [
      'TECH-bl',
      '2025 tech',
      'istanbul',
      'İSTANBUL',
      'STRASSE',
      'strass ist',
      '🚀',
      ' blog ',
    ]) {
      expect([text, await match(text)]).toEqual([text, ['tech-blog-2025']]);
    }
    for (const text of ['דני', 'o’n', 'neil 100']) expect([text, await match(text)]).toEqual([text, ['x']]);
    for (const text of ['%', '_', '\\', "'", 'ech', 'x'.repeat(255), "a' | 'b", '🛸']) {
      expect([text, await match(text)]).toEqual([text, []]);
    }
    await hub.owner.execute(sql`DELETE FROM affiliates WHERE pixel_id IN ('p1', 'p2')`);
  });

  test('products match by the beginning of the SKU or words of the name; archived ones are asked for', async () => {
    await hub.owner.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold, archived_at) VALUES
        ('TS/BLK/M', 'T-Shirt, black', 1, 0, NULL), ('100%_A', 'Odd', 1, 0, NULL), ('OLD-1', 'Old shirt', 1, 0, now())`);
    const match = (text: string, more = '') =>
      names(`/api/inventory/products?match=${encodeURIComponent(text)}${more}`, 'sku');
    expect(await match('ts/blk')).toEqual(['TS/BLK/M']);
    expect(await match('black sh')).toEqual(['TS/BLK/M']);
    expect(await match('100%_')).toEqual(['100%_A']);
    expect(await match('100_%')).toEqual([]);
    expect(await match('BLK')).toEqual([]);
    expect(await match('shirt', '&includeArchived=true&sort=sku')).toEqual(['OLD-1', 'TS/BLK/M']);
    expect(await match('shirt', '&archivedOnly=true')).toEqual(['OLD-1']);
    await hub.owner.execute(sql`DELETE FROM inventory_products WHERE sku IN ('TS/BLK/M', '100%_A', 'OLD-1')`);
  });

  test('orders by when they were placed, by status, and their conversions by the order', async () => {
    const from = '2026-01-01T00:02:30.000Z';
    const url = `/api/orders?sort=orderedAt&limit=500`;
    const [after, before] = [
      await names(`${url}&orderedFrom=${from}`, 'orderId'),
      await names(`${url}&orderedTo=${from}`, 'orderId'),
    ];
    expect(after.length + before.length).toBe(ALL);
    expect(after).toHaveLength(31);
    const paid = (await get('/api/orders?status=paid&limit=500')).body as {
      attribution: { status: string };
    }[];
    expect(new Set(paid.map(({ attribution }) => attribution.status))).toEqual(new Set(['paid']));
    expect(await names('/api/affiliates/conversions?orderId=%20ORD-12%E2%80%8B', 'orderId')).toEqual([
      'ORD-12',
    ]);
    expect(await names('/api/affiliates/conversions?orderId=ORD', 'orderId')).toEqual([]);
  });

  test('alerts by SKU, severity and when they were opened', async () => {
    expect(await names('/api/alerts?match=sku-17&limit=50&sort=sku&order=asc', 'sku')).toHaveLength(11);
    const url = '/api/alerts?limit=500';
    const counts = await Promise.all(
      ['outOfStock', 'low', 'recovering'].map(
        async (severity) => (await names(`${url}&severity=${severity}`, 'sku')).length,
      ),
    );
    expect(counts).toEqual([30, 150, 0]);
    const opened = await names(
      `${url}&openedFrom=2026-01-01T00:00:00.000Z&openedTo=2026-01-01T00:00:00.001Z`,
      'sku',
    );
    expect(opened).toHaveLength(EQUAL);
  });

  test('a contradiction and an unknown storefront are refused by name', async () => {
    expect((await get('/api/inventory/products?descending=true&order=asc')).body.error.message).toMatch(
      /^order: /,
    );
    expect((await get('/api/affiliates?storefront=none')).status).toBe(400);
    expect((await get('/api/affiliates?sort=id')).body.error.message).toMatch(/^sort: /);
    for (const year of ['0000', '9999']) {
      expect((await get(`/api/orders?orderedFrom=${year}-01-01T00:00:00.000Z`)).status).toBeLessThan(500);
    }
  });

  test('a storefront’s key sees its own partners and orders, in whatever order and with whatever filter', async () => {
    const { key } = await issueKey(hub, 'secret', { storefront: 'eu' });
    const headers = { authorization: `Bearer ${key}` };
    for (const { path, sorts } of [lists[0], lists[2]].filter((list) => list !== undefined)) {
      for (const sort of sorts) {
        const { body, headers: answered } = await get(
          `${path}sort=${sort}&limit=500&withTotal=true`,
          headers,
        );
        expect(body).toHaveLength(60);
        expect(answered['x-total-count']).toBe('60');
      }
    }
    expect((await get('/api/affiliates?storefront=default', headers)).status).toBeGreaterThanOrEqual(400);
    expect((await get('/api/affiliates?match=same&limit=500', headers)).body).toHaveLength(40);
    expect((await get('/api/affiliates/conversions?orderId=ORD-1', headers)).body).toEqual([]);
    expect((await get('/api/affiliates/conversions?orderId=ORD-3', headers)).body).toHaveLength(1);
  });
});
