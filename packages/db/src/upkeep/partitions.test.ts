import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../index.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { UpkeepDao } from './index.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const parents = [
  {
    parent: 'inventory_events',
    key: 'timestamp',
    columns: 'sku, event_type',
    values: `'S', 'sale'`,
  },
  {
    parent: 'aff_clicks',
    key: 'timestamp',
    columns: 'storefront_id, affiliate_id, pixel_id, visitor_key, counted',
    values: `1, 1, 'px', 'v', true`,
  },
  {
    parent: 'aff_event_ids',
    key: 'event_day',
    columns: 'event_id, storefront_id, body_hash, result_id',
    values: `gen_random_uuid(), 1, 1, 1`,
  },
];

describe.each(parents)('$parent', ({ parent, key, columns, values }) => {
  const insert = (...instants: string[]) =>
    database.pool.query(
      `INSERT INTO ${parent} (${key}, ${columns}) VALUES ${instants.map((at) => `('${at}', ${values})`).join()}`,
    );
  const partitions = async () => {
    const { rows } = await database.pool.query<{ name: string; rows: number }>(
      `SELECT tableoid::regclass::text AS name, count(*)::integer AS rows FROM ${parent} GROUP BY 1 ORDER BY 1`,
    );
    return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
  };
  const ensure = async (month: string) => {
    const { rows } = await database.pool.query<{ created: boolean }>(
      'SELECT hub_ensure_partition($1, $2, $3) AS created',
      [parent, key, month],
    );
    return rows[0]?.created;
  };

  test('a row of a month without partition lands in the default one', async () => {
    await insert('2019-05-10', '2099-01-01');
    expect(await partitions()).toEqual({ [`${parent}_default`]: 2 });
  });

  test('a late partition takes over its month’s rows and leaves the others', async () => {
    const month = ['2019-05-01 00:00:00+00', '2019-05-10', '2019-05-31 23:59:59.999+00'];
    const around = ['2019-04-30 23:59:59.999+00', '2019-06-01 00:00:00+00'];
    await database.pool.query(`SET timezone = 'UTC'`);
    await insert(...month, ...around);
    expect(await ensure('2019-05-17')).toBe(true);
    expect(await partitions()).toEqual({ [`${parent}_2019_05`]: 3, [`${parent}_default`]: 2 });
    await insert('2019-05-20');
    expect(await partitions()).toMatchObject({ [`${parent}_2019_05`]: 4 });
  });

  test('a partition that exists is left as it is', async () => {
    expect(await ensure('2019-05-01')).toBe(true);
    await insert('2019-05-02');
    expect(await ensure('2019-05-31')).toBe(false);
    expect(await partitions()).toEqual({ [`${parent}_2019_05`]: 1 });
  });

  test('December ends with the year', async () => {
    await ensure('2019-12-15');
    await insert('2019-12-31', '2020-01-01');
    expect(await partitions()).toEqual({ [`${parent}_2019_12`]: 1, [`${parent}_default`]: 1 });
  });

  test('today has its partition, and so have the last month and the next three', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => step), 'YYYY_MM') AS name
       FROM generate_series(-1, 3) AS step`,
    );
    for (const { name } of rows) {
      const found = await database.pool.query('SELECT to_regclass($1) AS oid', [`${parent}_${name}`]);
      expect(found.rows[0].oid).not.toBeNull();
    }
  });

  test('a new partition has the parent’s indexes', async () => {
    await ensure('2019-05-01');
    const count = async (table: string) =>
      (await database.pool.query('SELECT FROM pg_indexes WHERE tablename = $1', [table])).rowCount;
    expect(await count(`${parent}_2019_05`)).toBe(await count(parent));
  });
});

test('the bounds are midnights in UTC, wherever the session is', async () => {
  const client = await database.pool.connect();
  try {
    await client.query(`SET timezone = 'Pacific/Auckland'`);
    await client.query(`SELECT hub_ensure_partition('inventory_events', 'timestamp', '2019-05-01')`);
    await client.query(`INSERT INTO inventory_events (sku, event_type, timestamp) VALUES
      ('first', 'sale', '2019-05-01 00:00:00+00'), ('last', 'sale', '2019-05-31 23:59:59+00'),
      ('before', 'sale', '2019-04-30 23:59:59+00'), ('after', 'sale', '2019-06-01 00:00:00+00')`);
    const { rows } = await client.query('SELECT sku FROM inventory_events_2019_05 ORDER BY sku');
    expect(rows).toEqual([{ sku: 'first' }, { sku: 'last' }]);
  } finally {
    client.release(true);
  }
});

describe('upkeep', () => {
  let connection: DatabaseConnection;
  let upkeep: UpkeepDao;
  beforeEach(() => {
    connection = connectDatabase({ connectionString: database.url });
    upkeep = new UpkeepDao(connection.db);
  });
  afterEach(() => connection.close());

  const tableOf = async (parent: string, month: string) => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT $1 || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + $2::interval, '_YYYY_MM') AS name`,
      [parent, month],
    );
    return rows[0]?.name ?? '';
  };

  /** As if the job had not run for so long that this month and all later ones have no partition. */
  const forgetMonths = async () => {
    for (const { parent } of parents) {
      for (let month = 0; month <= 3; month++) {
        await database.pool.query(`DROP TABLE ${await tableOf(parent, `${month} months`)}`);
      }
    }
  };

  test('several at once create each partition once', async () => {
    const created = await Promise.all(Array.from({ length: 6 }, () => upkeep.ensurePartitions(9)));
    // Six months more than there were, of three tables.
    expect(created.reduce((sum, each) => sum + each, 0)).toBe(18);
  });

  test('a job that runs months late loses nothing: rows in the default partitions move', async () => {
    await forgetMonths();
    expect(await upkeep.findMissingPartitions()).toHaveLength(6);
    for (const { parent, key, columns, values } of parents) {
      await database.pool.query(`INSERT INTO ${parent} (${key}, ${columns}) VALUES (now(), ${values})`);
    }
    expect(await upkeep.ensurePartitions()).toBe(12);
    expect(await upkeep.findMissingPartitions()).toEqual([]);
    for (const { parent } of parents) {
      const { rows } = await database.pool.query(`SELECT tableoid::regclass::text AS name FROM ${parent}`);
      expect(rows).toEqual([{ name: await tableOf(parent, '0 months') }]);
    }
  });

  test('a month with too many rows stays in the default partition until it is moved on request', async () => {
    const insert = `INSERT INTO inventory_events (sku, event_type, timestamp) VALUES ('S', 'sale', '2019-05-01')`;
    for (let row = 0; row < 3; row++) await database.pool.query(insert);
    const ensure = async (limit: string) => {
      const { rows } = await database.pool.query<{ created: boolean }>(
        `SELECT hub_ensure_partition('inventory_events', 'timestamp', '2019-05-01', ${limit}) AS created`,
      );
      return rows[0]?.created;
    };
    expect(await ensure('2')).toBe(false);
    expect((await database.pool.query('SELECT FROM inventory_events_default')).rowCount).toBe(3);
    expect(await ensure('NULL')).toBe(true);
    expect((await database.pool.query('SELECT FROM inventory_events_2019_05')).rowCount).toBe(3);
  });

  test('neither upkeep nor writers wait for a long reader; the next upkeep catches up', async () => {
    await forgetMonths();
    const reader = await database.pool.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT count(*) FROM inventory_events');
      const writes = Array.from({ length: 20 }, () =>
        database.pool.query(`INSERT INTO inventory_events (sku, event_type) VALUES ('S', 'sale')`),
      );
      // The other two tables are not locked.
      expect(await upkeep.ensurePartitions()).toBe(8);
      await Promise.all(writes);
      expect(await upkeep.findMissingPartitions()).toEqual([
        await tableOf('inventory_events', '0 months'),
        await tableOf('inventory_events', '1 month'),
      ]);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    expect(await upkeep.ensurePartitions()).toBe(4);
    expect(
      (await database.pool.query(`SELECT FROM ${await tableOf('inventory_events', '0 months')}`)).rowCount,
    ).toBe(20);
  });
});

test('rows written while several processes create their partition are not lost', async () => {
  const writers = Array.from({ length: 40 }, (_, index) =>
    database.pool.query(
      `INSERT INTO inventory_events (sku, event_type, timestamp) VALUES ('S', 'sale', '2019-05-01'::timestamptz + $1::interval)`,
      [`${index} hours`],
    ),
  );
  const makers = Array.from({ length: 3 }, async () => {
    const { rows } = await database.pool.query<{ created: boolean }>(
      `SELECT hub_ensure_partition('inventory_events', 'timestamp', '2019-05-01') AS created`,
    );
    return rows[0]?.created;
  });
  await Promise.all(writers);
  expect((await Promise.all(makers)).toSorted()).toEqual([false, false, true]);
  const { rows } = await database.pool.query('SELECT count(*)::integer AS total FROM inventory_events');
  expect(rows).toEqual([{ total: 40 }]);
});
