import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeTimeCursor } from '../core/keyset.ts';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { ClickListDao, type ClickListRequest, type ListedClick } from './click-list-dao.ts';

const CLICKS = 12_000;
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1';

let database: TestDatabase;
let connection: DatabaseConnection;
const affiliate = { id: 1, pixelId: 'px', storefrontId: 1 };

beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  // Ten clicks per instant, as in a batch, over two months. One in a thousand has a sub-id, one in three does not count.
  await database.pool.query(
    `INSERT INTO aff_clicks (id, storefront_id, affiliate_id, pixel_id, visitor_key, ip_address, user_agent, landing_page,
                             referrer, sub_id, counted, reason, timestamp) OVERRIDING SYSTEM VALUE
     SELECT n, 1, 1, CASE WHEN n % 10 = 7 THEN 'other' ELSE 'px' END, 'v:' || n, '192.0.2.0', $1,
            'https://shop.example/tents?id=' || n, 'https://www.blog.example/a',
            CASE WHEN n % 1000 = 1 THEN ' summer ' END, n % 3 <> 0, CASE WHEN n % 3 = 0 THEN 'duplicate' END,
            now() - interval '50 days' + n / 10 * interval '58 minutes 1 microsecond'
     FROM generate_series(1, ${CLICKS}) AS n`,
    [PHONE],
  );
  await database.pool.query('ANALYZE aff_clicks');
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

async function readAll(
  request: Partial<ClickListRequest>,
): Promise<{ clicks: ListedClick[]; pages: number[] }> {
  const dao = new ClickListDao(connection.db);
  const clicks: ListedClick[] = [];
  const pages: number[] = [];
  let after: ClickListRequest['after'];
  do {
    const page = await dao.list({ affiliate, limit: 500, ...request, after });
    clicks.push(...page.items);
    pages.push(page.items.length);
    after = page.nextCursor === null ? undefined : (decodeTimeCursor(page.nextCursor) ?? undefined);
  } while (after !== undefined);
  return { clicks, pages };
}

const idsWhere = async (condition: string) =>
  (
    await database.pool.query<{ id: string }>(
      `SELECT id FROM aff_clicks WHERE pixel_id = 'px' AND ${condition} ORDER BY timestamp DESC, id DESC`,
    )
  ).rows.map(({ id }) => Number(id));

describe('an affiliate’s clicks', () => {
  test.each([
    ['all', {}, 'true'],
    ['those that count', { isCounted: true }, 'counted'],
    ['those that do not', { isCounted: false }, 'NOT counted'],
    ['of a rare sub-id', { where: { dimension: 'subId', value: 'summer' } }, 'sub_id IS NOT NULL'],
    [
      'without a sub-id',
      { where: { dimension: 'subId', value: null }, isCounted: true },
      'sub_id IS NULL AND counted',
    ],
    ['of a page', { where: { dimension: 'landingPath', value: '/tents' } }, 'true'],
    ['of a host', { where: { dimension: 'referrerHost', value: 'blog.example' } }, 'true'],
    ['of a kind of device', { where: { dimension: 'device', value: 'mobile' } }, 'true'],
    ['of another browser', { where: { dimension: 'browser', value: 'Firefox' } }, 'false'],
  ] as const)('%s: each once, newest first', async (_, request, condition) => {
    const { clicks } = await readAll(request);
    expect(clicks.map(({ id }) => id)).toEqual(await idsWhere(condition));
  });

  test('what is rare is looked for page by page, and every page says where it has got to', async () => {
    const { pages } = await readAll({ where: { dimension: 'subId', value: 'summer' } });
    // 10,800 clicks, of which 10,000 are read at once.
    expect(pages).toEqual([11, 1]);
  });

  test('between two instants, the first of which belongs to it', async () => {
    const { rows } = await database.pool.query<{ at: Date }>(
      `SELECT date_trunc('day', now()) - interval '20 days' AS at`,
    );
    const from = rows[0]?.at ?? new Date();
    const to = new Date(from.getTime() + 86_400_000);
    const { clicks } = await readAll({ from, to });
    expect(clicks.length).toBeGreaterThan(200);
    expect(clicks.map(({ id }) => id)).toEqual(
      await idsWhere(`timestamp >= '${from.toISOString()}' AND timestamp < '${to.toISOString()}'`),
    );
  });

  test('say what was clicked and from where, and nothing that leads to the visitor', async () => {
    const { items } = await new ClickListDao(connection.db).list({ affiliate, limit: 1, isCounted: false });
    expect(items).toEqual([
      {
        id: CLICKS,
        at: expect.any(Date),
        landingPage: `https://shop.example/tents?id=${CLICKS}`,
        referrer: 'https://www.blog.example/a',
        subId: null,
        device: 'mobile',
        browser: 'Safari',
        reason: 'duplicate',
      },
    ]);
  });
});
