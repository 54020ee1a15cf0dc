import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, click, convert, type NewAffiliate, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

interface Metrics {
  clicks30d: number;
  conversions30d: number;
  revenue30d: string;
}

/** What the list answers. */
async function listed({ handle }: NewAffiliate): Promise<Metrics> {
  const { body } = await call(hub, { method: 'GET', url: `/api/affiliates?search=${handle}` });
  const { clicks30d, conversions30d, revenue30d } = body[0];
  return { clicks30d, conversions30d, revenue30d };
}

/** What the list answers once everything was recalculated. */
async function metrics(affiliate: NewAffiliate): Promise<Metrics> {
  await hub.deps.services.affiliates.refreshMetrics();
  return listed(affiliate);
}

/** The same numbers, counted from what was stored row by row. */
async function recounted({ id }: NewAffiliate): Promise<Metrics> {
  const [row] = await query<Metrics & Record<string, unknown>>(
    hub,
    sql`WITH since AS (SELECT ((now() AT TIME ZONE 'UTC')::date - 29)::timestamp AT TIME ZONE 'UTC' AS start)
        SELECT (SELECT count(*)::integer FROM aff_clicks, since
                WHERE affiliate_id = ${id} AND counted AND timestamp >= start) AS "clicks30d",
               count(*)::integer AS "conversions30d",
               coalesce(sum(revenue), 0)::numeric(20,2)::text AS "revenue30d"
        FROM aff_attributions, since WHERE affiliate_id = ${id} AND status <> 'void' AND timestamp >= start`,
  );
  if (row === undefined) throw new Error('nothing was counted');
  return row;
}

test('the 30-day numbers are what the rows add up to, and a void leaves them', async () => {
  const affiliate = await newAffiliate(hub, 'counted');
  const { pixelId } = affiliate;
  for (const visitorId of ['anna', 'ben', 'anna', 'cleo']) await click(hub, { pixelId, visitorId });
  await click(hub, { pixelId }, { 'user-agent': 'curl/8.5.0' });
  const order = await convert(hub, { pixelId, orderId: 'A', revenue: 99.99 });
  await convert(hub, { pixelId, orderId: 'B', revenue: '0.02' }, asVisitor);
  expect(await metrics(affiliate)).toEqual({ clicks30d: 3, conversions30d: 2, revenue30d: '100.01' });
  expect(await recounted(affiliate)).toEqual(await metrics(affiliate));
  await hub.deps.services.conversions.move(order.body.attributionId, 'void', COMMAND_LINE);
  expect(await metrics(affiliate)).toEqual({ clicks30d: 3, conversions30d: 1, revenue30d: '0.02' });
});

test('the window is today and the 29 days before, in UTC', async () => {
  const affiliate = await newAffiliate(hub, 'window');
  const addDay = (daysAgo: number, clicks: number) =>
    hub.deps.db.execute(sql`
      INSERT INTO aff_daily_rollups (affiliate_id, day, clicks, conversions, revenue)
      VALUES (${affiliate.id}, (now() AT TIME ZONE 'UTC')::date - ${daysAgo}::integer, ${clicks}, 1, 1.10)`);
  await addDay(0, 1);
  await addDay(29, 10);
  await addDay(30, 100);
  await addDay(400, 1000);
  expect(await metrics(affiliate)).toEqual({ clicks30d: 11, conversions30d: 2, revenue30d: '2.20' });
  // A day later, the oldest day has fallen out. In two steps, for a day must not meet its neighbour on the way.
  for (const days of [-5000, 4999]) {
    await hub.deps.db.execute(
      sql`UPDATE aff_daily_rollups SET day = day + ${days}::integer WHERE affiliate_id = ${affiliate.id}`,
    );
  }
  expect(await metrics(affiliate)).toEqual({ clicks30d: 1, conversions30d: 1, revenue30d: '1.10' });
  await hub.deps.db.execute(sql`DELETE FROM aff_daily_rollups WHERE affiliate_id = ${affiliate.id}`);
  expect(await metrics(affiliate)).toEqual({ clicks30d: 0, conversions30d: 0, revenue30d: '0.00' });
});

test('a fold brings up to date what changed, clicks and orders, and leaves the rest', async () => {
  const affiliate = await newAffiliate(hub, 'folded');
  const { pixelId } = affiliate;
  const { affiliates, conversions } = hub.deps.services;
  await affiliates.foldRollups();
  expect(await affiliates.foldRollups()).toBe(0);
  for (const visitorId of ['anna', 'ben']) await click(hub, { pixelId, visitorId });
  expect(await affiliates.foldRollups()).toBe(1);
  expect(await listed(affiliate)).toEqual({ clicks30d: 2, conversions30d: 0, revenue30d: '0.00' });

  await click(hub, { pixelId, visitorId: 'cleo' });
  const order = await convert(hub, { pixelId, orderId: 'FOLDED-1', revenue: '10.00' });
  await convert(hub, { pixelId, orderId: 'FOLDED-2', revenue: '5.50' });
  expect(await affiliates.foldRollups()).toBe(1);
  expect(await listed(affiliate)).toEqual({ clicks30d: 3, conversions30d: 2, revenue30d: '15.50' });
  await conversions.move(order.body.attributionId, 'void', COMMAND_LINE);
  expect(await affiliates.foldRollups()).toBe(1);
  expect(await listed(affiliate)).toEqual({ clicks30d: 3, conversions30d: 1, revenue30d: '5.50' });

  // Days that left the window are in the books, not in the metrics.
  await hub.deps.db.execute(sql`
    INSERT INTO aff_rollup_deltas (day, affiliate_ids, clicks)
    SELECT (now() AT TIME ZONE 'UTC')::date - back, ARRAY[${affiliate.id}::integer, ${affiliate.id}::integer], ARRAY[3, 4]
    FROM (VALUES (29), (30)) AS days(back)`);
  expect(await affiliates.foldRollups()).toBe(1);
  expect(await listed(affiliate)).toEqual({ clicks30d: 10, conversions30d: 1, revenue30d: '5.50' });
  const [books] = await query<{ clicks: number }>(
    hub,
    sql`SELECT sum(clicks)::integer AS clicks FROM aff_daily_rollups WHERE affiliate_id = ${affiliate.id}`,
  );
  expect(books?.clicks).toBe(17);
  expect(await metrics(affiliate)).toEqual({ clicks30d: 10, conversions30d: 1, revenue30d: '5.50' });
});

// An index on what every fold writes would have all indexes of a row written with it, some times a second.
test('a fold writes no index', async () => {
  const affiliate = await newAffiliate(hub, 'hot');
  await click(hub, { pixelId: affiliate.pixelId, visitorId: 'anna' });
  await hub.deps.services.affiliates.foldRollups();
  await click(hub, { pixelId: affiliate.pixelId, visitorId: 'ben' });
  const statistics = sql`
    SELECT sum(n_tup_upd)::integer AS updates, sum(n_tup_hot_upd)::integer AS "withoutIndex"
    FROM pg_stat_xact_user_tables WHERE relname IN ('aff_daily_rollups', 'affiliates')`;
  const [before, after] = await hub.deps.db.transaction(async (tx) => {
    // The connection has earlier transactions in its numbers, too.
    const { rows: earlier } = await tx.execute<{ updates: number; withoutIndex: number }>(statistics);
    await tx.execute(sql`SELECT hub_fold_rollup_deltas()`);
    const { rows: later } = await tx.execute<{ updates: number; withoutIndex: number }>(statistics);
    return [earlier[0], later[0]];
  });
  if (before === undefined || after === undefined) throw new Error('there are no statistics');
  expect(after.updates - before.updates).toBe(2);
  expect(after.withoutIndex - before.withoutIndex).toBe(2);
});

describe('refreshMetrics', () => {
  test('writes nothing when nothing moved', async () => {
    await hub.deps.services.affiliates.refreshMetrics();
    expect(await hub.deps.services.affiliates.refreshMetrics()).toBe(0);
  });
});

test('the overview sums over all affiliates, archived ones too', async () => {
  const before = (await call(hub, { method: 'GET', url: '/api/ops/overview' })).body;
  const affiliate = await newAffiliate(hub, 'leaving');
  await click(hub, { pixelId: affiliate.pixelId });
  await convert(hub, { pixelId: affiliate.pixelId, orderId: 'LEAVING-1', revenue: '12.34' });
  await hub.deps.services.affiliates.update({ id: affiliate.id, status: 'archived' }, COMMAND_LINE);
  await hub.deps.services.affiliates.refreshMetrics();
  const { body } = await call(hub, { method: 'GET', url: '/api/ops/overview' });
  expect(body.affiliateCount).toBe(before.affiliateCount);
  expect(body.clicks30d).toBe(before.clicks30d + 1);
  expect(body.conversions30d).toBe(before.conversions30d + 1);
  expect(Number(body.revenue30d)).toBeCloseTo(Number(before.revenue30d) + 12.34, 2);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('click' as const), visitor: fc.nat(3), bot: fc.boolean() }),
  fc.record({
    do: fc.constant('convert' as const),
    order: fc.nat(4),
    cents: fc.nat(100_000),
    verified: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('void' as const, 'verify' as const, 'approve' as const), nth: fc.nat(6) }),
  fc.record({ do: fc.constantFrom('expireWindow' as const, 'fold' as const) }),
);

test('whatever happens in whatever order, the metrics are what the rows add up to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (steps) => {
      const name = randomUUID();
      const affiliate = await newAffiliate(hub, name);
      const { pixelId } = affiliate;
      const ids: number[] = [];
      const { affiliates, conversions } = hub.deps.services;
      // Two at a time: some of them race.
      const take = async (action: (typeof steps)[number]) => {
        switch (action.do) {
          case 'click': {
            const headers = action.bot ? { 'user-agent': 'curl/8.5.0' } : asVisitor;
            return click(hub, { pixelId, visitorId: `v${action.visitor}` }, headers);
          }
          case 'convert': {
            const revenue = (action.cents / 100).toFixed(2);
            const body = { pixelId, orderId: `${name}-${action.order}`, revenue };
            const answer = await (action.verified ? convert(hub, body) : convert(hub, body, asVisitor));
            if (answer.status === 200) ids.push(answer.body.attributionId);
            return answer;
          }
          case 'expireWindow':
            return query(hub, sql`DELETE FROM aff_last_clicks WHERE affiliate_id = ${affiliate.id}`);
          case 'fold':
            return affiliates.foldRollups();
          case 'verify':
            return conversions.verify(ids[action.nth % ids.length] ?? 0, COMMAND_LINE).catch(() => null);
          default:
            return conversions
              .move(ids[action.nth % ids.length] ?? 0, action.do, COMMAND_LINE)
              .catch(() => null);
        }
      };
      for (let index = 0; index < steps.length; index += 2) {
        await Promise.all(steps.slice(index, index + 2).map(take));
      }
      await affiliates.foldRollups();
      expect(await listed(affiliate)).toEqual(await recounted(affiliate));
      expect(await metrics(affiliate)).toEqual(await recounted(affiliate));
    }),
    { numRuns: 40 },
  );
});
