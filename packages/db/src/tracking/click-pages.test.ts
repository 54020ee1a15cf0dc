import { afterAll, beforeAll, expect, test } from 'vitest';
import { AffiliateDao } from '../affiliates/affiliate-dao.ts';
import { decodeTimeCursor } from '../core/keyset.ts';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  // Ten clicks per instant, as in a batch, over two months.
  await database.pool.query(`
    INSERT INTO aff_clicks (id, storefront_id, affiliate_id, pixel_id, visitor_key, counted, timestamp) OVERRIDING SYSTEM VALUE
    SELECT n, 1, 1, CASE WHEN n % 3 = 0 THEN 'other' ELSE 'px' END, 'v:' || n, true,
           now() - interval '40 days' + n / 10 * interval '7 hours 1 microsecond'
    FROM generate_series(1, 1200) AS n;
    ANALYZE aff_clicks`);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

test('pages of a pixel’s clicks are all of them, newest first, each once', async () => {
  const dao = new AffiliateDao(connection.db);
  const seen: { id: number; timestamp: Date }[] = [];
  let cursor: string | null = null;
  do {
    const after = cursor === null ? undefined : (decodeTimeCursor(cursor) ?? undefined);
    const page = await dao.getClicksByPixelId('px', 60, { limit: 37, after });
    expect(page.items.length).toBeLessThanOrEqual(37);
    seen.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  const { rows } = await database.pool.query<{ id: string }>(
    `SELECT id FROM aff_clicks WHERE pixel_id = 'px' ORDER BY timestamp DESC, id DESC`,
  );
  expect(seen.map(({ id }) => id)).toEqual(rows.map(({ id }) => Number(id)));
  expect(seen[0]).not.toHaveProperty('micros');
});

test('a page far back begins where it continues', async () => {
  const { rows } = await database.pool
    .query<{ 'QUERY PLAN': string }>(`
    SET enable_seqscan = off;
    EXPLAIN SELECT * FROM aff_clicks WHERE pixel_id = 'px' AND timestamp <= now() - interval '20 days'
      AND (timestamp, id) < (now() - interval '20 days', 600) ORDER BY timestamp DESC, id DESC LIMIT 38`)
    .then((results) => (results as unknown as { rows: { 'QUERY PLAN': string }[] }[])[1] ?? { rows: [] });
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*pixel_id.*timestamp.* <= /);
});

test('a made-up cursor is refused', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  for (const cursor of ['', 'x', encoded('id:5'), encoded('at:5'), encoded('at:-5:1'), encoded('at:5:1 ')]) {
    expect(decodeTimeCursor(cursor)).toBeNull();
  }
});
