import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await hub.owner.execute(sql`
    INSERT INTO affiliates (storefront_id, handle, name, pixel_id, status) VALUES
      (1, 'tech', 'Gadget Weekly', 'p1', 'active'), (1, 'weekly', 'Tech', 'p2', 'paused'),
      (1, 'n3', 'Techno Club', 'p3', 'active'), (1, 'n4', 'The Tech Show', 'p4', 'active'),
      (1, 'n5', 'Tech that is gone', 'p5', 'archived'), (1, 'n6', 'İzmir Straße', 'p6', 'active'),
      (1, 'n7', ${'מרכז הגאדג’טים'}, 'p7', 'active'), (1, 'n8', ${'50% _off_ \\ 🚀'}, 'p8', 'active'),
      (1, 'n9', ${'ß'.repeat(255)}, 'p9', 'active')`);
  await hub.owner.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold, archived_at) VALUES
      ('W-1', 'Lamp', 1, 10, NULL), ('W-10', 'Chair', 1, 10, NULL), ('X-1', 'w-1 spare part', 50, 10, NULL),
      ('X-2', 'Box of W-1', 50, 10, NULL), ('W-100', 'Old', 1, 10, now())`);
  await hub.owner.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold)
    SELECT 'BULK-' || n, 'Bulk', 1, 0 FROM generate_series(1, 20) AS n`);
  await hub.owner.execute(sql`
    INSERT INTO alert_episodes (product_id, status)
    SELECT id, CASE sku WHEN 'W-10' THEN 'acknowledged' ELSE 'open' END FROM inventory_products WHERE sku IN ('W-1', 'W-10')
    UNION ALL SELECT id, 'resolved' FROM inventory_products WHERE sku IN ('X-1', 'W-1')`);
  await hub.owner.execute(sql`
    INSERT INTO orders (storefront_id, order_id, currency, revenue)
    VALUES (1, 'ORD-1', 'USD', 1), (1, 'ORD-10', 'USD', 1), (1, 'ord-1x', 'USD', 1), (1, '100%_A', 'USD', 1)`);
});
afterAll(() => hub.stop());

type Found = { kind: string; id: number | string; title: string; subtitle: string };

const find = async (text: string, limit = 8): Promise<Found[]> =>
  (await hub.deps.services.search.find({ text, limit })).items;
const titles = async (kind: string, text: string) =>
  (await find(text)).filter((found) => found.kind === kind).map(({ title }) => title);

test('what is called so comes first, then what begins so, then what has such words; not what is archived', async () => {
  expect(await titles('affiliate', 'TECH')).toEqual([
    'Tech',
    'Techno Club',
    'Gadget Weekly',
    'The Tech Show',
  ]);
  expect(await titles('product', 'w-1')).toEqual(['W-1', 'W-10', 'X-1', 'X-2']);
  expect(await titles('order', 'ord-1')).toEqual(['ord-1x', 'ORD-1', 'ORD-10']);
  expect(await titles('order', 'ORD-1')).toEqual(['ORD-1', 'ORD-10']);
});

test('alerts that are not resolved are found by the SKU', async () => {
  expect(await titles('alert', 'w-1')).toEqual(['W-1', 'W-10']);
  expect(await titles('alert', 'X-1')).toEqual([]);
});

test('each says what to open and how it is called', async () => {
  expect(await find('ord-1x')).toEqual([
    { kind: 'order', id: expect.any(Number), title: 'ord-1x', subtitle: expect.any(String) },
  ]);
  const [product] = await find('W-10');
  expect(product).toEqual({ kind: 'product', id: expect.any(Number), title: 'W-10', subtitle: 'Chair' });
});

test.each([
  ['izmir', 'İzmir Straße'],
  ['İZMİR STRASSE', 'İzmir Straße'],
  ['strasse', 'İzmir Straße'],
  ['הגאדג', 'מרכז הגאדג’טים'],
  ['\u200F מרכז', 'מרכז הגאדג’טים'],
  ['50% _', '50% _off_ \\ 🚀'],
  ['🚀', '50% _off_ \\ 🚀'],
  ['off 50', '50% _off_ \\ 🚀'],
])('%j finds %j', async (text, title) => {
  expect(await titles('affiliate', text)).toEqual([title]);
});

test.each(['%', '_', '\\', "'", "x' | 'tech", '<->', '\u200B'])('%j finds nothing', async (text) => {
  expect(await find(text)).toEqual([]);
});

test('at most eight of a kind, or fewer if asked', async () => {
  expect(await titles('product', 'bulk')).toHaveLength(8);
  expect(await find('bulk', 3)).toHaveLength(3);
});

test('only the first 64 characters count', async () => {
  expect(await titles('affiliate', ` ${'ß'.repeat(64)}x${'y'.repeat(200)}`)).toEqual(['ß'.repeat(255)]);
  expect(await titles('affiliate', `${'ß'.repeat(63)}x`)).toEqual([]);
});

test('any text is answered, and a thing is found at most once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), async (text) => {
      if (text.includes('\u0000') || text.trim() === '') return;
      const found = await find(text);
      expect(new Set(found.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(found.length);
    }),
    { numRuns: 200 },
  );
});

test('it is for people: a key may not', async () => {
  const answer = await callTrpc(hub, entryAt('search.find'), { input: { text: 'tech' }, headers: asSecret });
  expect(answer.status).toBe(403);
});
