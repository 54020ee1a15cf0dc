import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrateDown } from './index.ts';
import { listMigrations } from './migrate.ts';
import { createEmptyDatabase, type EmptyDatabase } from './test/empty-database.ts';

let database: EmptyDatabase;
let client: EmptyDatabase['client'];
let connectionString: string;
let warnings: string[];
beforeEach(async () => {
  database = await createEmptyDatabase();
  ({ client, url: connectionString } = database);
  warnings = [];
});
afterEach(() => database.drop());

const up = (upTo?: number) =>
  migrate({
    connectionString,
    ...(upTo === undefined ? {} : { upTo }),
    onWarning: (line) => warnings.push(line),
  });
const notValid = async () =>
  (
    await client.query(`SELECT conname AS name FROM pg_constraint WHERE NOT convalidated ORDER BY 1`)
  ).rows.map(({ name }) => name);

/** The number of migrations before amounts lost their fixed scale. */
const FIXED_SCALE = (await listMigrations()).findIndex(({ tag }) => tag.endsWith('_any_currency'));

async function trade(): Promise<void> {
  await client.query(`
    INSERT INTO affiliates (storefront_id, handle, name, pixel_id, revenue_30d) VALUES (1, 'a', 'A', 'px', 16);
    INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, revenue, commission, currency, refunded)
    VALUES (1, 1, 'px', 'O-1', 'verified', 16.5, 1.65, 'USD', 0.5);
    INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount) VALUES (1, 'O-1', 're_1', 0.5), (1, 'O-2', 're_1', NULL);
    INSERT INTO aff_daily_rollups (affiliate_id, day, conversions, revenue) VALUES (1, '2026-01-01', 1, 16);
    INSERT INTO inventory_products (sku, name, stock, threshold, unit_price) VALUES ('A', 'A', 1, 1, 9.9), ('B', 'B', 1, 1, NULL);
    UPDATE storefronts SET max_claim = 500`);
}

const TABLES = [
  'aff_attributions',
  'aff_refunds',
  'aff_daily_rollups',
  'affiliates',
  'storefronts',
  'inventory_products',
];
const files = async () =>
  (
    await client.query(
      'SELECT relname, pg_relation_filenode(oid) FROM pg_class WHERE relname = ANY ($1) ORDER BY 1',
      [TABLES],
    )
  ).rows;
const amounts = async () =>
  (
    await client.query(`
      SELECT 'order' AS of, concat_ws(' ', revenue, commission, refunded, commission_reversed) AS amounts FROM aff_attributions
      UNION ALL SELECT 'refund ' || order_id, concat(amount) FROM aff_refunds
      UNION ALL SELECT 'day', concat_ws(' ', revenue, verified_revenue) FROM aff_daily_rollups
      UNION ALL SELECT 'affiliate', concat_ws(' ', revenue_30d, verified_revenue_30d) FROM affiliates
      UNION ALL SELECT 'product ' || sku, concat(unit_price) FROM inventory_products
      UNION ALL SELECT 'storefront', concat(max_claim) FROM storefronts ORDER BY 1`)
  ).rows.map(({ of, amounts }) => `${of}: ${amounts}`);

describe('amounts that lose their fixed scale', () => {
  test('stay as they are written, in files that are not rewritten, and are all checked in the end', async () => {
    await up(FIXED_SCALE);
    await trade();
    const [written, stored] = [await amounts(), await files()];
    expect(written).toEqual([
      'affiliate: 16.00 0.00',
      'day: 16.00 0.00',
      'order: 16.50 1.65 0.50 0.00',
      'product A: 9.90',
      'product B: ',
      'refund O-1: 0.50',
      'refund O-2: ',
      'storefront: 500.00',
    ]);
    await up();
    expect(await amounts()).toEqual(written);
    expect(await files()).toEqual(stored);
    expect(await notValid()).toEqual([]);
    expect(warnings).toEqual([]);
    await migrateDown({ connectionString, keep: FIXED_SCALE });
    expect(await amounts()).toEqual(written);
  });

  test('are rounded on the way back, and what must be above zero stays so', async () => {
    await up();
    await trade();
    await client.query(`
      INSERT INTO storefronts (slug, name, currency, max_claim) VALUES ('kuwait', 'K', 'KWD', 0.001);
      UPDATE affiliates SET storefront_id = 2, revenue_30d = 1.2345;
      UPDATE aff_attributions SET storefront_id = 2, currency = 'KWD', revenue = 999999999999.999, commission = 1.235;
      UPDATE aff_refunds SET storefront_id = 2, amount = 0.001 WHERE amount IS NOT NULL`);
    await migrateDown({ connectionString, keep: FIXED_SCALE });
    const written = await amounts();
    expect(written).toContain('order: 999999999999.99 1.24 0.50 0.00');
    expect(written).toContain('refund O-1: 0.01');
    expect(written).toContain('affiliate: 1.23 0.00');
    expect(written).toContain('storefront: 0.01');
  });
});

describe('a constraint that is not valid', () => {
  const add = (condition: string) =>
    client.query(`ALTER TABLE affiliates ADD CONSTRAINT added CHECK (${condition}) NOT VALID`);

  test('is validated by the next start, also when no migration is pending', async () => {
    await up();
    await add(`handle <> ''`);
    expect(await notValid()).toEqual(['added']);
    await up();
    expect(await notValid()).toEqual([]);
  });

  test('and that old rows do not obey is told, and keeps nobody from starting', async () => {
    await up();
    await trade();
    await add(`handle <> 'a'`);
    await up();
    expect(await notValid()).toEqual(['added']);
    expect(warnings).toEqual([
      expect.stringMatching(/^affiliates: the constraint added holds for new rows only: .*violated/),
    ]);
  });

  test('waits for no table for long: the next start looks again', async () => {
    await up();
    await add(`handle <> ''`);
    await client.query('BEGIN; LOCK TABLE affiliates IN SHARE UPDATE EXCLUSIVE MODE');
    await up();
    expect(warnings).toEqual([expect.stringContaining('until the next start looks through the others')]);
    await client.query('ROLLBACK');
    await up();
    expect(await notValid()).toEqual([]);
  });
});
