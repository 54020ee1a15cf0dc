import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AffiliateDao, type AffiliateRow } from '../affiliates/affiliate-dao.ts';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { StorefrontDao } from '../storefronts/storefront-dao.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { UpkeepDao } from '../upkeep/upkeep-dao.ts';
import { ConversionDao } from './conversion-dao.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
let affiliate: AffiliateRow;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  const storefront = await new StorefrontDao(connection.db).getStorefrontBySlug('default');
  const created = await new AffiliateDao(connection.db).createAffiliate({
    storefrontId: storefront?.id ?? 0,
    handle: 'tech-blog',
    name: 'Tech Blog',
    status: 'active',
    pixelId: 'pixel',
    commissionBps: null,
  });
  if (created === null) throw new Error('the handle is taken in an empty database');
  affiliate = created;
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const convert = (kind: 'verified' | 'claim', orderId: string, revenue: string) =>
  new AffiliateDao(connection.db).trackConversion({
    storefrontId: affiliate.storefrontId,
    affiliateId: affiliate.id,
    pixelId: affiliate.pixelId,
    orderId,
    kind,
    revenue,
    commission: '0.00',
    currency: 'USD',
    clickId: null,
  });

/** Resolves once some connection waits for another one's row. */
const somebodyWaits = () =>
  vi.waitFor(async () => {
    const { rows } = await database.pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });

test('a claim that is voided while it is promoted comes back into the rollup as a whole', async () => {
  const claim = await convert('claim', 'ORDER-1', '500.00');
  if (claim.outcome !== 'inserted') throw new Error(claim.outcome);
  let promoted: ReturnType<typeof convert> | undefined;
  await connection.db.transaction(async (tx) => {
    await new ConversionDao(tx).moveStatus(claim.attributionId, {
      from: ['pending'],
      to: 'void',
      kinds: ['claim'],
    });
    promoted = convert('verified', 'ORDER-1', '80.00');
    await somebodyWaits();
  });
  expect(await promoted).toEqual({ outcome: 'promoted', attributionId: claim.attributionId });
  const { rows } = await connection.db.execute(
    sql`SELECT conversions, revenue FROM aff_daily_rollups WHERE affiliate_id = ${affiliate.id}`,
  );
  expect(rows).toEqual([{ conversions: 1, revenue: '80.00' }]);
});

test('refunds of orders that nobody brought are forgotten after 90 days, the others never', async () => {
  const { storefrontId } = affiliate;
  await convert('verified', 'ORDER-2', '10.00');
  const dao = new ConversionDao(connection.db);
  for (const orderId of ['ORDER-2', 'OLD-STRANGER', 'YOUNG-STRANGER']) {
    await dao.recordRefund({ storefrontId, orderId, refundId: 're_1', amount: '1.00' });
  }
  await connection.db.execute(
    sql`UPDATE aff_refunds SET timestamp = now() - interval '91 days' WHERE order_id <> 'YOUNG-STRANGER'`,
  );
  await new UpkeepDao(connection.db).deleteUnattributedRefunds();
  const { rows } = await connection.db.execute(sql`SELECT order_id FROM aff_refunds ORDER BY order_id`);
  expect(rows).toEqual([{ order_id: 'ORDER-2' }, { order_id: 'YOUNG-STRANGER' }]);
});
