import { connectDatabase, ImportDao, VerifyDao } from '@dreamteamhub/db';
import { createTestDatabase } from '@dreamteamhub/db/test';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ImportService } from '../src/inventory/import-service.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let connection: ReturnType<typeof connectDatabase>;
let imports: ImportService;
let enqueued: string[];
let scans: number;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});
beforeEach(async () => {
  enqueued = [];
  scans = 0;
  await connection.db.execute(sql`TRUNCATE product_imports, inventory_products, inventory_events CASCADE`);
  imports = new ImportService({
    db: connection.db,
    enqueueImport: async (_tx, id) => {
      enqueued.push(id);
    },
    requestScan: async () => {
      scans += 1;
    },
    log: pino({ level: 'silent' }),
  });
});
const rows = async (query: ReturnType<typeof sql>) => (await connection.db.execute(query)).rows as any[];
const file = (csv: string) => imports.create({ fileName: 'stock.csv', csv, by: 'olivia' });
const balanced = () =>
  rows(sql`SELECT p.sku FROM inventory_products p
  LEFT JOIN LATERAL (SELECT sum(quantity_delta) AS moved FROM inventory_events e WHERE e.sku = p.sku AND event_type <> 'low_stock') m ON true
  WHERE p.stock <> coalesce(m.moved, 0)`);

test('preview changes nothing; applying creates, changes, moves stock, and asks for one scan', async () => {
  const first = await file('sku,name,stock,threshold\nA,Alpha,10,5\nB,Beta,3,5\nC,,1,\n');
  expect(first).toMatchObject({
    status: 'ready',
    counts: { create: 2, update: 0, unchanged: 0, problem: 1 },
  });
  expect(await rows(sql`SELECT FROM inventory_products`)).toEqual([]);
  await imports.start(first.id);
  await imports.start(first.id);
  expect(enqueued).toEqual([first.id]);
  await imports.apply(first.id);
  await imports.apply(first.id);
  expect(await imports.get(first.id)).toMatchObject({ status: 'done', applied: 2 });
  expect(scans).toBe(1);
  const second = await file(
    'sku,name,stock,threshold,unit_price\nA,Alpha,12,5,9.9\nB,Beta,3,5,\nC,Gamma,0,1,\n',
  );
  expect(second.counts).toEqual({ create: 1, update: 1, unchanged: 1, problem: 0 });
  await imports.start(second.id);
  await imports.apply(second.id);
  expect(await rows(sql`SELECT sku, stock, unit_price FROM inventory_products ORDER BY sku`)).toEqual([
    { sku: 'A', stock: 12, unit_price: '9.90' },
    { sku: 'B', stock: 3, unit_price: null },
    { sku: 'C', stock: 0, unit_price: null },
  ]);
  expect(
    await rows(
      sql`SELECT event_type, quantity_delta, metadata FROM inventory_events WHERE sku='A' ORDER BY id`,
    ),
  ).toEqual([
    { event_type: 'initial', quantity_delta: 10, metadata: { reference: 'import stock.csv', by: 'olivia' } },
    { event_type: 'restocked', quantity_delta: 2, metadata: { reference: 'import stock.csv', by: 'olivia' } },
  ]);
  expect(await balanced()).toEqual([]);
});

const many = (n: number) =>
  `sku,name,stock,threshold\n${Array.from({ length: n }, (_, i) => `S-${i},Name ${i},${i % 9},5`).join('\n')}`;

test('goes on after a stop, also two at once, and each line is applied once', async () => {
  const { id } = await file(many(1800));
  await imports.start(id);
  const dao = new ImportDao(connection.db);
  await dao.applyLines(id, await dao.getPendingLines(id, 0, 500), 'x');
  expect(await imports.get(id)).toMatchObject({ status: 'running', applied: 500 });
  await Promise.all([imports.apply(id), imports.apply(id)]);
  expect(await imports.get(id)).toMatchObject({ status: 'done', applied: 1800 });
  expect(await rows(sql`SELECT count(*)::int AS n FROM inventory_events`)).toEqual([{ n: 1800 }]);
  expect(await balanced()).toEqual([]);
  expect(scans).toBe(1);
});

test('cancel stops between chunks; poison and archived lines are problems, neighbours are applied', async () => {
  const dropped = await file(many(10));
  expect((await imports.cancel(dropped.id)).status).toBe('cancelled');
  await expect(imports.start(dropped.id)).rejects.toThrow('cancelled');
  const half = await file(many(700));
  await imports.start(half.id);
  const dao = new ImportDao(connection.db);
  await dao.applyLines(half.id, await dao.getPendingLines(half.id, 0, 500), 'x');
  await imports.cancel(half.id);
  await imports.apply(half.id);
  expect(await imports.get(half.id)).toMatchObject({ status: 'cancelled', applied: 500 });
  await connection.db.execute(
    sql`ALTER TABLE inventory_products ADD CONSTRAINT poison CHECK (name <> 'Poison')`,
  );
  const bad = await file(`${many(40)}\nP,Poison,1,1\nS-0,New name,8,5`.replace('S-0,Name 0,0,5\n', ''));
  await connection.db.execute(sql`UPDATE inventory_products SET archived_at = now() WHERE sku = 'S-0'`);
  await imports.start(bad.id);
  await imports.apply(bad.id);
  const after = await imports.get(bad.id);
  expect(after).toMatchObject({
    status: 'done',
    applied: 0,
    counts: { create: 0, update: 0, unchanged: 39, problem: 2 },
  });
  const { items } = await imports.listLines({ id: bad.id, action: 'problem', limit: 10 });
  expect(items.map(({ sku, problem }) => [sku, problem])).toEqual([
    ['P', 'the database refused this line'],
    ['S-0', 'sku: the product is archived; restore it first'],
  ]);
  expect(await balanced()).toEqual([]);
});

test('measures 100,000 lines', async () => {
  const at = performance.now();
  const { id } = await file(many(100_000));
  const checked = performance.now();
  await imports.start(id);
  await imports.apply(id);
  console.log(
    `checked ${Math.round(checked - at)} ms, applied ${Math.round(performance.now() - checked)} ms`,
  );
  expect((await imports.get(id)).applied).toBe(100_000);
}, 120_000);
