import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../index.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { LIVE_SOURCES, LiveDao } from './index.ts';

/** Of each large table, over thirteen months. */
const ROWS = 20_000;
const MONTHS = 13;

let database: TestDatabase;
let connection: DatabaseConnection;
let dao: LiveDao;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  dao = new LiveDao(connection.db);
  await database.pool.query(`
    SELECT hub_ensure_partition(parent, 'timestamp', (now() - make_interval(months => month))::date)
    FROM unnest('{aff_clicks,inventory_events}'::text[]) AS parent, generate_series(0, ${MONTHS - 1}) AS month`);
  const at = `now() - (${ROWS} - n) * interval '12 months' / ${ROWS}`;
  await database.pool.query(`
    INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, timestamp)
      SELECT 1, 1, 'px', 'v', true, ${at} FROM generate_series(1, ${ROWS}) AS n;
    INSERT INTO inventory_events (sku, event_type, timestamp)
      SELECT 'S', 'sale', ${at} FROM generate_series(1, ${ROWS}) AS n;
    INSERT INTO deliveries (channel, alert_id, content, created_at)
      SELECT 'webhook', gen_random_uuid(), '{}', ${at} FROM generate_series(1, ${ROWS / 10}) AS n;
    INSERT INTO audit_log (actor_kind, action, subject_kind, subject_id)
      SELECT 'anyone', 'inventory.updateProduct', 'product', n FROM generate_series(1, ${ROWS / 10}) AS n;
    INSERT INTO orders (storefront_id, order_id, currency, revenue)
      SELECT 1, 'ORD-' || n, 'USD', 1 FROM generate_series(1, ${ROWS / 10}) AS n;
    ANALYZE;`);
}, 600_000);
afterAll(async () => {
  await connection.close();
  await database.drop();
});

test('every source has marks of its newest rows', async () => {
  const marks = await dao.getMarks();
  expect(Object.keys(marks).sort()).toEqual([...LIVE_SOURCES].sort());
  expect(marks.clicks).toHaveLength(32);
  expect(marks.clicks[0]).toBe(String(ROWS));
  expect(marks.fold).toEqual(['done']);
  expect(marks.refunds).toEqual([]);
  expect(marks.audit[0]).toMatch(/^\d+:inventory$/);
});

test('clicks wait for the fold until it has run', async () => {
  await database.pool.query(
    `INSERT INTO aff_rollup_deltas (day, affiliate_ids, clicks) VALUES (now(), '{}', '{}')`,
  );
  expect((await dao.getMarks()).fold).toEqual(['pending']);
  await database.pool.query('SELECT hub_fold_rollup_deltas()');
  expect((await dao.getMarks()).fold).toEqual(['done']);
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

test('it reads the ends of indexes, however many rows there are', async () => {
  const query = vi.spyOn(connection.pool, 'query');
  await dao.getMarks();
  const sent = query.mock.calls[0]?.[0] as unknown as { text: string };
  const { rows } = await database.pool.query<{
    'QUERY PLAN': [{ Plan: PlanNode; 'Planning Time': number; 'Execution Time': number }];
  }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sent.text}`);
  const plan = rows[0]?.['QUERY PLAN'][0];
  if (plan === undefined) throw new Error('there is no plan');
  const whole = nodesOf(plan.Plan)
    .filter(({ 'Node Type': type }) => type === 'Seq Scan')
    .map(({ 'Relation Name': table }) => table ?? '');
  // The others are empty here, or small by their nature.
  const large = /^(?:aff_clicks_2|inventory_events_2|orders|deliveries|audit_log)/;
  expect(whole.filter((table) => large.test(table))).toEqual([]);
  const blocks = plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks'];
  expect(blocks).toBeLessThan(300);
});
