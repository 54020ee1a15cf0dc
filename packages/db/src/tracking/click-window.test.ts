import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { ClickDao, type ClickData } from './click-dao.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
let clicks: ClickDao;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url, maxConnections: 1 });
  clicks = new ClickDao({ pool: connection.pool });
  await connection.pool.query(
    `INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES (1, 'ann', 'Ann', 'ann')`,
  );
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const click = (visitor: number, eventId?: string): ClickData => ({
  storefrontId: 1,
  affiliateId: 1,
  pixelId: 'ann',
  ...(eventId === undefined ? {} : { event: { eventId, bodyHash: 1n } }),
  visitorKey: `today:${visitor}`,
  previousVisitorKey: `yesterday:${visitor}`,
  ipAddress: null,
  userAgent: null,
  referrer: null,
  landingPage: null,
  subId: null,
  isBot: false,
});

/** Returns how many rows of other clicks a connection has read so far. */
async function rowsRead(): Promise<number> {
  await connection.pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await connection.pool.query<{ read: number }>(`
    SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer AS read
    FROM pg_stat_user_tables WHERE relname = 'aff_last_clicks' OR relname LIKE 'aff\\_event\\_ids%'`);
  return rows[0]?.read ?? 0;
}

// A day has many visitors; a batch that reads all of them would get slower with each.
test('a batch reads the windows of its own visitors only, also across midnight', async () => {
  await connection.pool.query(`
    INSERT INTO aff_last_clicks (day, visitor_key, affiliate_id, click_id, counted_at)
    SELECT day, 'yesterday:' || n, 1, n, now() - interval '10 minutes'
    FROM generate_series(1, 5000) AS n, (VALUES (current_date - 1), (current_date)) AS days(day)`);
  const eventIds = Array.from({ length: 50 }, () => randomUUID());
  const batch = (first: number) => eventIds.map((eventId, index) => click(first + index, eventId));

  const before = await rowsRead();
  const known = await clicks.recordClicks(batch(1), { dedupSeconds: 86_400 });
  expect(known.every((result) => 'reason' in result && result.reason === 'duplicate')).toBe(true);
  // Answered before, with the same ids.
  const again = await clicks.recordClicks(batch(1), { dedupSeconds: 86_400 });
  expect(again.every(({ outcome }) => outcome === 'repeated')).toBe(true);
  const strangers = await clicks.recordClicks(
    Array.from({ length: 50 }, (_, index) => click(10_000 + index)),
    { dedupSeconds: 86_400 },
  );
  expect(strangers.every((result) => 'reason' in result && result.reason === null)).toBe(true);
  expect((await rowsRead()) - before).toBeLessThan(1_000);
});
