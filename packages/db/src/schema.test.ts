import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as schema from './schema.ts';
import { createTestDatabase, type TestDatabase } from './test/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const tables = Object.values(schema)
  .filter((value) => is(value, PgTable))
  .map((table) => ({ name: getTableConfig(table).name, table }));

/** PostgreSQL's name of a type in drizzle's spelling, which may have another space in parentheses. */
const typeName = (type: string) => type.replace(/, /g, ',').replace(/^varchar/, 'character varying');

describe.each(tables)('$name', ({ name, table }) => {
  test('has the columns that the code expects', async () => {
    const { rows } = await database.pool.query<{ name: string; type: string; required: boolean }>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required
       FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
      [name],
    );
    const declared = Object.values(getTableColumns(table)).map((column) => ({
      name: column.name,
      type: typeName(column.getSQLType()),
      required: column.notNull,
    }));
    expect(rows.map((row) => ({ ...row, type: typeName(row.type) }))).toEqual(
      declared.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });

  test('has its indexes and checks', async () => {
    const config = getTableConfig(table);
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT indexname AS name FROM pg_indexes WHERE tablename = $1
       UNION SELECT conname FROM pg_constraint WHERE conrelid = $1::regclass`,
      [name],
    );
    const names = rows.map((row) => row.name);
    for (const index of config.indexes) expect(names).toContain(index.config.name);
    for (const check of config.checks) expect(names).toContain(check.name);
    for (const primaryKey of config.primaryKeys) expect(names).toContain(primaryKey.getName());
  });
});

test('the database has no table that the code does not know', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
  );
  expect(rows.map((row) => row.name)).toEqual(tables.map(({ name }) => name).sort());
});

describe('the guide', () => {
  const columns: Record<string, string> = {
    affiliates: 'id handle name status pixel_id revenue_30d clicks_30d conversions_30d created_at',
    aff_clicks: 'id pixel_id ip_address user_agent referrer landing_page timestamp',
    aff_attributions: 'id pixel_id order_id revenue commission status timestamp',
    inventory_products: 'id sku name stock threshold unit_price supplier last_restocked',
    inventory_events: 'id sku event_type old_stock new_stock quantity_delta metadata timestamp',
  };

  test.each(Object.entries(columns))('names the columns of %s', async (name, expected) => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1`,
      [name],
    );
    expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(expected.split(' ')));
  });

  test.each([
    'idx_affiliates_handle',
    'idx_affiliates_pixel_id',
    'idx_aff_clicks_pixel_id',
    'idx_aff_clicks_timestamp',
    'idx_aff_attributions_pixel_id',
    'idx_aff_attributions_order_id',
    'idx_inventory_products_sku',
    'idx_inventory_products_low_stock',
    'idx_inventory_events_sku',
    'idx_inventory_events_timestamp',
  ])('names the index %s', async (index) => {
    const { rowCount } = await database.pool.query('SELECT FROM pg_indexes WHERE indexname = $1', [index]);
    expect(rowCount).toBe(1);
  });
});

describe('what no caller can write', () => {
  test.each([
    [`INSERT INTO inventory_products (sku, name, stock, threshold) VALUES ('X', 'X', -1, 0)`, '23514'],
    [`INSERT INTO inventory_products (sku, name, stock, threshold) VALUES ('X', 'X', 0, -1)`, '23514'],
    [
      `INSERT INTO affiliates (storefront_id, handle, name, pixel_id, status) SELECT id, 'x', 'x', 'x', 'gone' FROM storefronts`,
      '23514',
    ],
    [
      `INSERT INTO affiliates (storefront_id, handle, name, pixel_id, commission_bps) SELECT id, 'x', 'x', 'x', 10001 FROM storefronts`,
      '23514',
    ],
    [`INSERT INTO affiliates (handle, name, pixel_id) VALUES ('x', 'x', 'x')`, '23502'],
    [
      `INSERT INTO api_keys (storefront_id, kind, name, key_hash, last_four) SELECT id, 'root', 'x', 'x', 'x' FROM storefronts`,
      '23514',
    ],
    [`INSERT INTO scan_heartbeat (id, scanned_at, low_stock_count) VALUES (2, now(), 0)`, '23514'],
  ])('%s', async (statement, code) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code });
  });

  test('a claim that is approved or paid, a second verified order, a deleted affiliate', async () => {
    await database.pool.query(
      `INSERT INTO affiliates (storefront_id, handle, name, pixel_id) SELECT id, 'a', 'A', 'px' FROM storefronts`,
    );
    const insert = (kind: string, status: string, pixel: string) =>
      database.pool.query(
        `INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, status, revenue, commission, currency)
         SELECT storefront_id, id, $3, 'O', $1, $2, 1, 1, 'USD' FROM affiliates`,
        [kind, status, pixel],
      );
    await expect(insert('claim', 'approved', 'px')).rejects.toMatchObject({ code: '23514' });
    await expect(insert('claim', 'paid', 'px')).rejects.toMatchObject({ code: '23514' });
    await insert('verified', 'pending', 'px');
    await expect(insert('verified', 'pending', 'other')).rejects.toMatchObject({ code: '23505' });
    await expect(insert('claim', 'pending', 'px')).rejects.toMatchObject({ code: '23505' });
    await insert('claim', 'pending', 'other');
    // RESTRICT has a code of its own since PostgreSQL 18.
    await expect(database.pool.query('DELETE FROM affiliates')).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:23001|23503)$/),
    });
  });
});
