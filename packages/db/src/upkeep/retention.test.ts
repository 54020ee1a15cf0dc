import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AffiliateDao } from '../affiliates/index.ts';
import { connectDatabase, type DatabaseConnection } from '../index.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { RetentionDao } from './index.ts';

const CLICK_DAYS = 400;
const CLICK_TABLES = ['aff_clicks', 'aff_event_ids'] as const;

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
const countOf = async (from: string) =>
  (await query<{ total: number }>(`SELECT count(*)::integer AS total FROM ${from}`))[0]?.total;
const exists = async (table: string) =>
  (await query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [table]))[0]?.found;

/** Creates the partitions of a month at an offset from the one in which retention ends; returns it with its first day. */
async function makeMonth(offset: number) {
  const [row] = await query<{ day: string; clicks: string; eventIds: string }>(
    `SELECT start::date::text AS day, to_char(start, '"aff_clicks"_YYYY_MM') AS clicks,
            to_char(start, '"aff_event_ids"_YYYY_MM') AS "eventIds"
     FROM (SELECT date_trunc('month', (now() - make_interval(days => ${CLICK_DAYS})) AT TIME ZONE 'UTC')
                  + make_interval(months => $1) AS start) AS month`,
    [offset],
  );
  if (row === undefined) throw new Error('no month');
  await query(
    `SELECT hub_ensure_partition('aff_clicks', 'timestamp', $1::date),
            hub_ensure_partition('aff_event_ids', 'event_day', $1::date)`,
    [row.day],
  );
  return row;
}

/** A click at a time given in SQL. */
const insertClick = (at: string) =>
  query(`INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, counted, ip_address, user_agent, timestamp)
         VALUES (1, 1, 'px', 'v:somebody', true, '198.51.100.0', 'Browser', ${at})`);
const insertEventId = (day: string, createdAt: string) =>
  query(`INSERT INTO aff_event_ids (event_day, event_id, storefront_id, body_hash, result_id, created_at)
         VALUES (${day}, gen_random_uuid(), 1, 1, 1, ${createdAt})`);
const midnight = (day: string) => `'${day} 00:00:00+00'::timestamptz`;

async function dropOld() {
  const firstDay = await retention.expire('clicks', CLICK_DAYS);
  const detached: boolean[] = [];
  for (const partition of await retention.findPartitionsBefore(firstDay, CLICK_TABLES)) {
    detached.push(await retention.detachPartition(partition));
  }
  const dropped = await retention.dropDetached();
  await retention.deleteClicksFromDefaultsBefore(firstDay);
  return { firstDay, detached, dropped };
}

describe('old clicks and event ids', () => {
  test('are dropped by whole months, and younger ones stay, to the microsecond', async () => {
    const [before, edge] = [await makeMonth(-1), await makeMonth(0)];
    for (const at of [
      midnight(before.day),
      `${midnight(edge.day)} - interval '1 microsecond'`,
      midnight(edge.day),
      'now()',
    ]) {
      await insertClick(at);
      await insertEventId(`(${at})::timestamptz::date`, at);
    }
    expect(await dropOld()).toEqual({
      firstDay: edge.day,
      detached: [true, true],
      dropped: [`${before.clicks}_expired`, `${before.eventIds}_expired`],
    });
    expect([await exists(before.clicks), await exists(before.eventIds)]).toEqual([false, false]);
    expect([await countOf(edge.clicks), await countOf('aff_clicks')]).toEqual([1, 2]);
    expect([await countOf(edge.eventIds), await countOf('aff_event_ids')]).toEqual([1, 2]);
    expect(await dropOld()).toEqual({ firstDay: edge.day, detached: [], dropped: [] });
  });

  test('are deleted from the default partitions as well, event ids by time of arrival', async () => {
    const edge = await makeMonth(0);
    await insertClick(`${midnight(edge.day)} - interval '1 day'`);
    // Senders whose clocks are years off: one asked today, one long ago.
    for (const day of ["'2001-01-01'", "'2099-01-01'"]) {
      await insertEventId(day, 'now()');
      await insertEventId(day, `${midnight(edge.day)} - interval '1 day'`);
    }
    expect(await countOf('aff_clicks_default')).toBe(1);
    await dropOld();
    expect(await countOf('aff_clicks_default')).toBe(0);
    expect(await query('SELECT event_day::text FROM aff_event_ids_default ORDER BY 1')).toEqual([
      { event_day: '2001-01-01' },
      { event_day: '2099-01-01' },
    ]);
  });

  test('a job that runs late drops all that is due; longer retention brings nothing back', async () => {
    const months = [await makeMonth(-14), await makeMonth(-5), await makeMonth(-1)];
    expect((await dropOld()).dropped).toHaveLength(6);
    for (const { clicks } of months) expect(await exists(clicks)).toBe(false);
    const { firstDay } = await dropOld();
    expect(await retention.expire('clicks', 3650)).toBe(firstDay);
  });

  test('what a crash left detached is dropped the next time, what an operator detached stays', async () => {
    const [crashed, kept] = [await makeMonth(-2), await makeMonth(-3)];
    expect(await retention.detachPartition({ parent: 'aff_clicks', name: crashed.clicks })).toBe(true);
    await query(`ALTER TABLE aff_clicks DETACH PARTITION ${kept.clicks}`);
    expect((await dropOld()).dropped).toContain(`${crashed.clicks}_expired`);
    expect(await exists(kept.clicks)).toBe(true);
  });

  test('a partition stays while a reader holds it, and writers continue', async () => {
    const { clicks } = await makeMonth(-1);
    await insertClick('now()');
    const reader = await database.pool.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT count(*) FROM aff_clicks');
      const detaching = retention.detachPartition({ parent: 'aff_clicks', name: clicks });
      await Promise.all(Array.from({ length: 20 }, () => insertClick('now()')));
      expect(await detaching).toBe(false);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    expect(await retention.detachPartition({ parent: 'aff_clicks', name: clicks })).toBe(true);
    expect(await countOf('aff_clicks')).toBe(21);
  });

  test('several at once with clicks arriving: every click is answered, every month dropped once', async () => {
    await query(`INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES (1, 'a', 'A', 'px')`);
    const affiliates = new AffiliateDao(connection.db);
    const months = [];
    for (let offset = -6; offset < 0; offset++) months.push(await makeMonth(offset));
    let isDone = false;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      const results = [];
      for (let index = 0; !isDone || index < 5; index++) {
        results.push(
          await affiliates.trackClick({
            storefrontId: 1,
            affiliateId: 1,
            pixelId: 'px',
            visitorKey: `v:${writer}-${index}`,
            ipAddress: null,
            userAgent: null,
            referrer: null,
            landingPage: null,
            subId: null,
            isBot: false,
            dedupSeconds: 3600,
          }),
        );
      }
      return results;
    });
    const runs = Promise.all([dropOld(), dropOld(), dropOld()]).finally(() => {
      isDone = true;
    });
    const results = (await Promise.all(writers)).flat();
    await runs;
    await dropOld();
    expect(results.every((result) => result.outcome === 'inserted')).toBe(true);
    expect(await countOf('aff_clicks')).toBe(results.length);
    for (const { clicks, eventIds } of months) {
      expect([await exists(clicks), await exists(eventIds)]).toEqual([false, false]);
      expect([await exists(`${clicks}_expired`), await exists(`${eventIds}_expired`)]).toEqual([
        false,
        false,
      ]);
    }
  });
});

describe('addresses', () => {
  const forgetAll = async (days = 30) => {
    const stretches: number[] = [];
    for (;;) {
      const clicks = await retention.forgetAddresses(days, 24 * 60);
      if (clicks === null) return stretches;
      stretches.push(clicks);
    }
  };
  const withAddress = () => countOf('aff_clicks WHERE ip_address IS NOT NULL AND user_agent IS NOT NULL');

  test('and user agents are erased after their days, and the click stays', async () => {
    await insertClick(`now() - interval '31 days'`);
    await insertClick(`now() - interval '29 days'`);
    expect(await forgetAll()).toEqual([1]);
    expect(
      await query(`SELECT ip_address, user_agent, visitor_key, counted FROM aff_clicks ORDER BY timestamp`),
    ).toEqual([
      { ip_address: null, user_agent: null, visitor_key: 'v:somebody', counted: true },
      { ip_address: '198.51.100.0', user_agent: 'Browser', visitor_key: 'v:somebody', counted: true },
    ]);
  });

  test('a job that runs a year late erases all of them, and then a day at a time', async () => {
    for (const days of [395, 200, 60, 31]) await insertClick(`now() - interval '${days} days'`);
    const stretches = await forgetAll();
    expect(stretches.reduce((sum, clicks) => sum + clicks, 0)).toBe(4);
    expect(stretches.length).toBeGreaterThan(360);
    await insertClick(`now() - interval '29 days 12 hours'`);
    expect(await forgetAll()).toEqual([]);
    expect(await withAddress()).toBe(1);
    expect(await forgetAll(29)).toEqual([1]);
  });

  test('what was done is not read again', async () => {
    await insertClick(`now() - interval '40 days'`);
    await forgetAll();
    // Nothing writes into the past; a row placed there shows that it is not read.
    await insertClick(`now() - interval '39 days'`);
    expect(await forgetAll()).toEqual([]);
    expect(await withAddress()).toBe(1);
  });

  test('two at once do each stretch, and end', async () => {
    for (const days of [50, 45, 40, 35]) await insertClick(`now() - interval '${days} days'`);
    await Promise.all([forgetAll(), forgetAll()]);
    expect(await withAddress()).toBe(0);
  });

  test('without clicks there is nothing to do', async () => {
    expect(await forgetAll()).toEqual([]);
    expect(await countOf('retention_marks')).toBe(0);
  });
});

describe('visitors', () => {
  const insertVisitor = (key: string, age: string) =>
    query(`INSERT INTO aff_last_clicks VALUES (now() - $2::interval, $1, 1, 1, now() - $2::interval)`, [
      key,
      age,
    ]);
  const visitors = async () =>
    (await query<{ key: string }>('SELECT visitor_key AS key FROM aff_last_clicks ORDER BY 1')).map(
      ({ key }) => key,
    );

  test('are deleted 30 days after they were last counted, those of a daily hash after a week', async () => {
    await insertVisitor('v:old', '30 days 1 hour');
    await insertVisitor('v:known', '29 days 23 hours');
    await insertVisitor('h:old', '7 days 1 hour');
    await insertVisitor('h:known', '6 days 23 hours');
    expect(await retention.deleteOldVisitors()).toBe(2);
    expect(await visitors()).toEqual(['h:known', 'v:known']);
  });

  test('are all deleted from a table of many blocks', async () => {
    await query(`INSERT INTO aff_last_clicks
                 SELECT current_date, 'v:' || n, 1, n, now() - CASE WHEN n % 10 = 0 THEN interval '1 day' ELSE interval '31 days' END
                 FROM generate_series(1, 30000) AS n`);
    expect(await retention.deleteOldVisitors()).toBe(27_000);
    expect(await countOf('aff_last_clicks')).toBe(3000);
  });

  test('does not wait for one who returns at this moment', async () => {
    await insertVisitor('v:returning', '31 days');
    await insertVisitor('v:gone', '31 days');
    const click = await database.pool.connect();
    try {
      await click.query('BEGIN');
      await click.query(`UPDATE aff_last_clicks SET counted_at = now() WHERE visitor_key = 'v:returning'`);
      expect(await retention.deleteOldVisitors()).toBe(1);
    } finally {
      await click.query('COMMIT');
      click.release();
    }
    expect(await visitors()).toEqual(['v:returning']);
  });
});

test('event ids without a time of their own are deleted after two days', async () => {
  await insertEventId(`'1970-01-01'`, `now() - interval '49 hours'`);
  await insertEventId(`'1970-01-01'`, `now() - interval '47 hours'`);
  await insertEventId(`now()::date`, `now() - interval '49 hours'`);
  expect(await retention.deleteOldUntimedEventIds()).toBe(1);
  expect(await countOf('aff_event_ids')).toBe(2);
});
