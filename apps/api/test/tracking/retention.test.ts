import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropOldEventsJob } from '../../src/domains/inventory/jobs.ts';
import { dropOldClicksJob, forgetAddressesJob, forgetVisitorsJob } from '../../src/domains/tracking/jobs.ts';
import type { JobDefinition } from '../../src/platform/jobs/job-definition.ts';
import { upkeepJob } from '../../src/platform/upkeep.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { click, count, type NewAffiliate, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub({ works: true, env: { CLICK_RETENTION_DAYS: '31', IP_RETENTION_DAYS: '2' } });
  affiliate = await newAffiliate(hub, 'ann');
});
afterAll(() => hub.stop());

/** Enqueues a job and waits until a worker is through with it. */
async function work(job: JobDefinition): Promise<void> {
  await hub.deps.jobs.send(job, {});
  await expect
    .poll(() => count(hub, sql`FROM pgboss.job WHERE name = ${job.queue} AND state <> 'completed'`), {
      timeout: 20_000,
    })
    .toBe(0);
}

test('every night has its jobs', async () => {
  const rows = await query<{ name: string }>(
    hub,
    sql`SELECT name FROM pgboss.schedule WHERE cron LIKE '% 3 * * *' ORDER BY name`,
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'affiliates.dropOldClicks',
    'affiliates.forgetAddresses',
    'affiliates.forgetVisitors',
    'analytics.compareDays',
    'database.upkeep',
    'inventory.dropOldEvents',
    'orders.bookEarlier',
    'orders.placeEarlier',
  ]);
});

test('stock events of old months go, and the books still balance', async () => {
  await hub.deps.db.execute(sql`SELECT hub_ensure_partition('inventory_events', 'timestamp', '2019-05-01')`);
  await hub.deps.db.execute(sql`
    WITH product AS (
      INSERT INTO inventory_products (sku, name, stock, threshold) VALUES ('OLD-1', 'Old', 12, 0) RETURNING sku, stock
    )
    INSERT INTO inventory_events (sku, event_type, quantity_delta, timestamp)
    SELECT sku, 'initial', stock, '2019-05-10'::timestamptz FROM product`);
  for (let night = 0; night < 2; night++) {
    await work(dropOldEventsJob);
    expect(await count(hub, sql`FROM inventory_events WHERE sku = 'OLD-1'`)).toBe(0);
    expect((await new VerifyDao(hub.deps.db).verify()).differences).toEqual([]);
  }
});

test('the jobs drop old months, forget addresses and visitors, and leave the rest, however often they run', async () => {
  await hub.deps.db.execute(sql`SELECT hub_ensure_partition('aff_clicks', 'timestamp', '2019-05-01')`);
  for (const visitorId of ['fresh', 'week-old', 'ancient']) {
    await click(hub, { pixelId: affiliate.pixelId, visitorId });
  }
  await hub.deps.db.execute(sql`
    UPDATE aff_clicks SET timestamp = CASE visitor_key WHEN 'v:ancient' THEN '2019-05-10' ELSE now() - interval '7 days' END
    WHERE visitor_key <> 'v:fresh'`);
  await hub.deps.db.execute(
    sql`UPDATE aff_last_clicks SET counted_at = '2019-05-10' WHERE visitor_key = 'v:ancient'`,
  );
  for (let night = 0; night < 2; night++) {
    await work(dropOldClicksJob);
    await work(forgetAddressesJob);
    await work(forgetVisitorsJob);
    await work(upkeepJob);
    expect(
      await query(
        hub,
        sql`SELECT visitor_key AS visitor, ip_address IS NOT NULL AS address, user_agent IS NOT NULL AS agent
            FROM aff_clicks ORDER BY timestamp`,
      ),
    ).toEqual([
      { visitor: 'v:week-old', address: false, agent: false },
      { visitor: 'v:fresh', address: true, agent: true },
    ]);
    expect(await count(hub, sql`FROM pg_class WHERE relname LIKE 'aff_clicks_2019_05%'`)).toBe(0);
    expect(await count(hub, sql`FROM aff_last_clicks`)).toBe(2);
  }
});

test('salts of today and yesterday are kept, older ones are not', async () => {
  await hub.deps.services.salts.getSalts();
  await hub.deps.db.execute(sql`
    INSERT INTO aff_visitor_salts SELECT (now() AT TIME ZONE 'UTC')::date - days, 'old' FROM generate_series(1, 3) AS days`);
  const { previous } = await hub.deps.services.salts.getSalts();
  expect(previous?.salt).toBe('old');
  await work(upkeepJob);
  expect(await count(hub, sql`FROM aff_visitor_salts`)).toBe(2);
  expect((await hub.deps.services.salts.getSalts()).previous).toEqual(previous);
});

test('answers to changes of stock are known for 30 days', async () => {
  await hub.deps.db.execute(sql`
    INSERT INTO stock_requests (idempotency_key, body_hash, answer, created_at)
    SELECT 'day-' || days, 0, '{}', now() - make_interval(days => days) FROM generate_series(28, 31) AS days`);
  await work(upkeepJob);
  expect(
    await query(hub, sql`SELECT idempotency_key AS key FROM stock_requests ORDER BY created_at`),
  ).toEqual(['day-29', 'day-28'].map((key) => ({ key })));
});

test('a missing partition shows in the metrics until upkeep has made it', async () => {
  const metric = async () =>
    /^hub_partitions_missing (\d+)$/m.exec((await hub.app.inject({ url: '/metrics' })).body)?.[1];
  expect(await metric()).toBe('0');
  const [next] = await query<{ name: string }>(
    hub,
    sql`SELECT to_char((now() AT TIME ZONE 'UTC') + interval '1 month', '"aff_clicks"_YYYY_MM') AS name`,
  );
  await hub.owner.execute(sql`DROP TABLE ${sql.identifier(next?.name ?? '')}`);
  expect(await metric()).toBe('1');
  await work(upkeepJob);
  expect(await metric()).toBe('0');
});

test('a month that is in use makes the job fail, so that it comes again', async () => {
  await hub.deps.db.execute(sql`SELECT hub_ensure_partition('aff_clicks', 'timestamp', '2019-05-01')`);
  await hub.deps.db.transaction(async (tx) => {
    await tx.execute(sql`SELECT count(*) FROM aff_clicks`);
    await expect(hub.deps.services.clickRetention.dropOldClicks()).rejects.toThrow('aff_clicks_2019_05');
  });
  await hub.deps.services.clickRetention.dropOldClicks();
  expect(await count(hub, sql`FROM pg_class WHERE relname LIKE 'aff_clicks_2019_05%'`)).toBe(0);
});
