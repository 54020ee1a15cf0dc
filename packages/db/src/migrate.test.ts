import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, isMigrated, migrate, migrateDown } from './index.ts';
import { isEmpty, readCatalog } from './test/catalog.ts';
import { createEmptyDatabase, type EmptyDatabase } from './test/empty-database.ts';

let database: EmptyDatabase;
let url: string;
let client: EmptyDatabase['client'];

beforeEach(async () => {
  database = await createEmptyDatabase();
  ({ url, client } = database);
});
afterEach(() => database.drop());

const catalog = () => readCatalog(client);

const applied = async () =>
  (await client.query('SELECT FROM drizzle.__drizzle_migrations ORDER BY created_at')).rowCount;

describe('up and down', () => {
  test('down leaves nothing, and up again creates the same', async () => {
    expect(isEmpty(await catalog())).toBe(true);
    await migrate({ connectionString: url });
    const first = await catalog();
    expect(first.relations?.length).toBeGreaterThan(50);
    expect(first.functions?.length).toBeGreaterThan(0);
    await migrateDown({ connectionString: url, keep: 0 });
    expect(await catalog()).toEqual(Object.fromEntries(Object.keys(first).map((part) => [part, []])));
    expect(await applied()).toBe(0);
    await migrate({ connectionString: url });
    expect(await catalog()).toEqual(first);
  });

  test('every down migration leads back to the schema before its migration', async () => {
    const journal = await readFile(new URL('../migrations/meta/_journal.json', import.meta.url), 'utf8');
    const { entries } = JSON.parse(journal) as { entries: { tag: string }[] };
    let before = await catalog();
    for (const [keep, { tag }] of entries.entries()) {
      const step = { connectionString: url, upTo: keep + 1, keep };
      await migrate(step);
      const after = await catalog();
      expect(after, `${tag} changes something`).not.toEqual(before);
      await migrateDown(step);
      expect.soft(await catalog(), `back from ${tag}`).toEqual(before);
      await migrate(step);
      expect.soft(await catalog(), `${tag} again`).toEqual(after);
      before = after;
    }
    expect(await applied()).toBe(entries.length);
  });

  test('a database in use can be migrated down and up again', async () => {
    await migrate({ connectionString: url });
    await client.query(`
      INSERT INTO api_keys (storefront_id, kind, name, key_hash, last_four)
      SELECT id, 'secret', 'in use', 'hash', '1234' FROM storefronts`);
    await migrateDown({ connectionString: url, keep: 1 });
    await migrate({ connectionString: url });
    const { rows } = await client.query(
      'SELECT slug FROM storefronts JOIN api_keys ON storefront_id = storefronts.id',
    );
    expect(rows).toEqual([{ slug: 'default' }]);
  });

  test('keep leaves the first migrations, and the rest can be applied again', async () => {
    await migrate({ connectionString: url });
    const full = await catalog();
    await migrateDown({ connectionString: url, keep: 1 });
    expect(await applied()).toBe(1);
    const kept = await catalog();
    expect(kept.partitions).toEqual([]);
    expect(kept.functions).toEqual([]);
    expect(kept.relations).toContainEqual(expect.stringMatching(/^r affiliates /));
    await migrate({ connectionString: url });
    expect(await catalog()).toEqual(full);
  });

  test('down works on a database with data', async () => {
    await migrate({ connectionString: url });
    await client.query(`
      INSERT INTO affiliates (storefront_id, handle, name, pixel_id) SELECT id, 'a', 'A', 'px' FROM storefronts;
      INSERT INTO aff_daily_rollups (affiliate_id, day) SELECT id, '2026-01-01' FROM affiliates;
      INSERT INTO inventory_events (sku, event_type, timestamp) VALUES ('S', 'sale', '2019-01-01');
      SELECT hub_ensure_partition('inventory_events', 'timestamp', '2019-01-01')`);
    await migrateDown({ connectionString: url, keep: 1 });
    await migrateDown({ connectionString: url, keep: 0 });
    expect(isEmpty(await catalog())).toBe(true);
  });

  test('down turns opening balances of the stock back into movements', async () => {
    await migrate({ connectionString: url });
    await client.query(`
      INSERT INTO stock_opening_balances (sku, balance) VALUES ('S', 7);
      INSERT INTO retention_marks (subject, until) VALUES ('stock_events', '2020-01-01')`);
    await migrateDown({ connectionString: url, keep: 7 });
    const { rows } = await client.query('SELECT sku, event_type, quantity_delta FROM inventory_events');
    expect(rows).toEqual([{ sku: 'S', event_type: 'initial', quantity_delta: 7 }]);
  });

  test('down counts refunded orders as they came in', async () => {
    await migrate({ connectionString: url });
    await client.query(`
      INSERT INTO affiliates (storefront_id, handle, name, pixel_id) SELECT id, 'a', 'A', 'px' FROM storefronts;
      INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, revenue, commission, currency, refunded, is_reversed, timestamp)
      SELECT storefront_id, id, 'px', order_id, 'verified', 10, 1, 'USD', refunded, refunded = 10, '2026-01-01 12:00Z'
      FROM affiliates, (VALUES ('part', 4), ('all', 10), ('none', 0)) AS orders(order_id, refunded);
      INSERT INTO aff_daily_rollups (affiliate_id, day, conversions, revenue) SELECT id, '2026-01-01', 2, 16 FROM affiliates`);
    await migrateDown({ connectionString: url, keep: 9 });
    const { rows } = await client.query('SELECT conversions, revenue FROM aff_daily_rollups');
    expect(rows).toEqual([{ conversions: 3, revenue: '30.00' }]);
  });

  test('down of more than there is changes nothing', async () => {
    await migrate({ connectionString: url });
    const before = await catalog();
    await migrateDown({ connectionString: url, keep: 99 });
    expect(await catalog()).toEqual(before);
  });
});

describe('migrate', () => {
  test('several at once all succeed, and each migration is applied once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate({ connectionString: url })));
    const { rows } = await client.query('SELECT created_at FROM drizzle.__drizzle_migrations');
    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(rows.map(({ created_at }) => created_at)).size).toBe(rows.length);
  });

  test('a second time changes nothing', async () => {
    await migrate({ connectionString: url });
    const before = await catalog();
    await migrate({ connectionString: url });
    expect(await catalog()).toEqual(before);
  });

  test('the default storefront is there from the start', async () => {
    await migrate({ connectionString: url });
    const { rows } = await client.query('SELECT slug, currency FROM storefronts');
    expect(rows).toEqual([{ slug: 'default', currency: 'USD' }]);
  });

  test('a database that cannot be reached rejects', async () => {
    const nowhere = new URL(url);
    nowhere.pathname = '/no_such_database';
    await expect(migrate({ connectionString: nowhere.href })).rejects.toThrow(/no_such_database/);
  });
});

test('isMigrated returns whether all of them are applied', async () => {
  const { db, close } = connectDatabase({ connectionString: url });
  try {
    await migrate({ connectionString: url });
    expect(await isMigrated(db)).toBe(true);
    await migrateDown({ connectionString: url, keep: 1 });
    expect(await isMigrated(db)).toBe(false);
  } finally {
    await close();
  }
});
