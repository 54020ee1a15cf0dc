import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../index.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { RetentionDao, VerifyDao } from './index.ts';

const DAYS = 730;

let database: TestDatabase;
let connection: DatabaseConnection;
let retention: RetentionDao;
beforeEach(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  retention = new RetentionDao(connection.db);
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

const query = async <Row>(statement: string, values: unknown[] = []) =>
  (await database.pool.query(statement, values)).rows as Row[];
const balances = () => query('SELECT sku, balance::integer FROM stock_opening_balances ORDER BY sku');
const eventCount = async () =>
  (await query<{ total: number }>('SELECT count(*)::integer AS total FROM inventory_events'))[0]?.total;

/** The partition of a month at an offset from the one in which retention ends; created if missing. */
async function makeMonth(offset: number): Promise<{ day: string; name: string }> {
  const [row] = await query<{ day: string; name: string }>(
    `SELECT start::date::text AS day, to_char(start, '"inventory_events"_YYYY_MM') AS name
     FROM (SELECT date_trunc('month', (now() - make_interval(days => ${DAYS})) AT TIME ZONE 'UTC')
                  + make_interval(months => $1) AS start) AS month`,
    [offset],
  );
  if (row === undefined) throw new Error('no month');
  await query(`SELECT hub_ensure_partition('inventory_events', 'timestamp', $1::date)`, [row.day]);
  return row;
}

/** Changes a product's stock on a past day, with its movement; creates the product if missing. */
async function move(sku: string, delta: number, day: string): Promise<void> {
  await query(
    'INSERT INTO inventory_products (sku, name, stock, threshold) VALUES ($1, $1, 0, 0) ON CONFLICT DO NOTHING',
    [sku],
  );
  await query('UPDATE inventory_products SET stock = stock + $2 WHERE sku = $1', [sku, delta]);
  await query(
    `INSERT INTO inventory_events (sku, event_type, quantity_delta, timestamp)
     VALUES ($1, 'adjusted', $2, $3::date + interval '12 hours'), ($1, 'low_stock', -999, $3::date + interval '13 hours')`,
    [sku, delta, day],
  );
}

async function dropOld() {
  const firstDay = await retention.expire('stock_events', DAYS);
  const result = await retention.dropPartitionsBefore(firstDay, ['inventory_events']);
  await retention.deleteStockEventsFromDefaultBefore(firstDay);
  return result;
}

async function expectBooksToBalance(): Promise<void> {
  const { differences, compared } = await new VerifyDao(connection.db).verify();
  expect(differences).toEqual([]);
  expect(compared.products).toBeGreaterThan(0);
}

describe('old stock events', () => {
  test('are dropped by whole months; their sum stays, and movements continue from there', async () => {
    const [older, before, edge] = [await makeMonth(-2), await makeMonth(-1), await makeMonth(0)];
    await move('A', 100, older.day);
    await move('A', -30, before.day);
    await move('B', 7, before.day);
    await move('A', -5, edge.day);
    await expectBooksToBalance();
    expect(await dropOld()).toEqual({
      dropped: [`${older.name}_expired`, `${before.name}_expired`],
      inUse: [],
    });
    expect(await balances()).toEqual([
      { sku: 'A', balance: 70 },
      { sku: 'B', balance: 7 },
    ]);
    expect(await eventCount()).toBe(2);
    await expectBooksToBalance();
    await move('A', 11, edge.day);
    expect(await dropOld()).toEqual({ dropped: [], inUse: [] });
    await expectBooksToBalance();
  });

  test('are deleted from the default partition as well', async () => {
    const edge = await makeMonth(0);
    await move('A', 40, '2001-02-03');
    await move('A', 2, edge.day);
    await dropOld();
    expect(await eventCount()).toBe(2);
    expect(await balances()).toEqual([{ sku: 'A', balance: 40 }]);
    await dropOld();
    await expectBooksToBalance();
  });

  test('stay while a reader holds them, and nothing is carried over', async () => {
    const month = await makeMonth(-1);
    await move('A', 9, month.day);
    const reader = await database.pool.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT count(*) FROM inventory_events');
      expect(await dropOld()).toEqual({ dropped: [], inUse: [month.name] });
      expect(await balances()).toEqual([]);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    expect((await dropOld()).dropped).toEqual([`${month.name}_expired`]);
    await expectBooksToBalance();
  });

  test('are carried over once, even with a crash between detach and drop, or several runs at once', async () => {
    const month = await makeMonth(-1);
    await move('A', 9, month.day);
    expect(await retention.detachPartition({ parent: 'inventory_events', name: month.name })).toBe(true);
    await expectBooksToBalance();
    const others = Array.from({ length: 3 }, () => dropOld());
    expect((await Promise.all(others)).some(({ dropped }) => dropped.length === 1)).toBe(true);
    expect(await balances()).toEqual([{ sku: 'A', balance: 9 }]);
    await expectBooksToBalance();
  });

  test('a movement that is missing is still found', async () => {
    const month = await makeMonth(-1);
    await move('A', 9, month.day);
    await dropOld();
    await query(`UPDATE inventory_products SET stock = 10 WHERE sku = 'A'`);
    const { differences } = await new VerifyDao(connection.db).verify();
    expect(differences).toMatchObject([{ what: 'stock', of: 'A', booked: '10', actual: '9' }]);
  });
});
