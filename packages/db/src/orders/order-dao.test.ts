import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AffiliateDao } from '../affiliates/affiliate-dao.ts';
import type { AffiliateRow } from '../affiliates/affiliate-list.ts';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { StorefrontDao } from '../storefronts/storefront-dao.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { UpkeepDao } from '../upkeep/upkeep-dao.ts';
import type { NewAttribution } from './conversion-write.ts';
import { OrderDao } from './order-dao.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
let storefrontId: number;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  storefrontId = (await new StorefrontDao(connection.db).getStorefrontBySlug('default'))?.id ?? 0;
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

let affiliates: AffiliateRow[];
let orderId: string;
let count = 0;
beforeEach(async () => {
  orderId = `ORDER-${++count}`;
  affiliates = [];
  for (const name of ['ann', 'bob']) {
    const handle = `${name}-${count}`;
    const created = await new AffiliateDao(connection.db).createAffiliate({
      storefrontId,
      handle,
      name: handle,
      status: 'active',
      pixelId: handle,
      commissionBps: null,
    });
    if (created === null) throw new Error(`the handle ${handle} is taken`);
    affiliates.push(created);
  }
});

const amounts = {
  revenue: '10.00',
  commission: '1.00',
  commissionSource: 'default' as NewAttribution['commissionSource'],
  commissionBps: 1000 as number | null,
  clickId: null,
  refunded: '0.00',
  commissionReversed: '0.00',
  isReversed: false,
};

function insert(change: Partial<NewAttribution> = {}, index = 0): Promise<number> {
  const { id: affiliateId = 0, pixelId = '' } = affiliates[index] ?? {};
  const attribution: NewAttribution = {
    storefrontId,
    affiliateId,
    pixelId,
    orderId,
    kind: 'claim',
    currency: 'USD',
    ...amounts,
    ...change,
  };
  const { revenue } = attribution;
  const verified =
    attribution.kind === 'verified'
      ? { verifiedConversions: 1, verifiedRevenue: revenue, verifiedCommission: '0.00' }
      : { verifiedConversions: 0, verifiedRevenue: '0.00', verifiedCommission: '0.00' };
  const adds = { conversions: 1, revenue, ...verified };
  return new AffiliateDao(connection.db).trackConversion({ verdict: 'insert', attribution, adds });
}

const inTransaction = <Result>(work: (orders: OrderDao) => Promise<Result>) =>
  connection.db.transaction((tx) => work(new OrderDao(tx)));
const attributions = () => inTransaction((orders) => orders.lockAttributions({ storefrontId, orderId }));

async function rollups() {
  const ids = sql.param(affiliates.map(({ id }) => id));
  const { rows } = await connection.db.execute(
    sql`SELECT conversions, revenue, verified_conversions, verified_revenue FROM aff_daily_rollups WHERE affiliate_id = ANY (${ids}::integer[]) ORDER BY affiliate_id`,
  );
  return rows;
}

describe('trackConversion', () => {
  test('writes an order and what it adds to its day', async () => {
    const id = await insert();
    expect(await attributions()).toMatchObject([{ id, kind: 'claim', status: 'pending', ...amounts }]);
    expect(await rollups()).toEqual([
      { conversions: 1, revenue: '10.00', verified_conversions: 0, verified_revenue: '0.00' },
    ]);
  });

  test('promotes a claim, a void one too, with the amounts it is given', async () => {
    const claimId = await insert();
    await inTransaction((orders) => orders.updateAttribution(claimId, { status: 'void' }));
    const attribution = {
      ...amounts,
      revenue: '80.00',
      commission: '4.00',
      commissionSource: 'given' as const,
      commissionBps: null,
    };
    const dao = new AffiliateDao(connection.db);
    const adds = {
      conversions: 0,
      revenue: '70.00',
      verifiedConversions: 1,
      verifiedRevenue: '80.00',
      verifiedCommission: '8.00',
    };
    expect(await dao.trackConversion({ verdict: 'promote', claimId, attribution, adds })).toBe(claimId);
    expect(await attributions()).toMatchObject([
      { id: claimId, kind: 'verified', status: 'pending', ...attribution },
    ]);
    expect(await rollups()).toEqual([
      { conversions: 1, revenue: '80.00', verified_conversions: 1, verified_revenue: '80.00' },
    ]);
  });

  test('writes nothing when the order is already taken', async () => {
    await insert({ kind: 'verified' });
    await expect(insert({ kind: 'verified' }, 1)).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await rollups()).toEqual([
      { conversions: 1, revenue: '10.00', verified_conversions: 1, verified_revenue: '10.00' },
    ]);
  });

  test('writes no metrics where nothing is added', async () => {
    const { id: affiliateId = 0, pixelId = '' } = affiliates[0] ?? {};
    const key = { storefrontId, affiliateId, pixelId, orderId };
    await new AffiliateDao(connection.db).trackConversion({
      verdict: 'insert',
      attribution: { ...key, kind: 'verified', currency: 'USD', ...amounts },
      adds: null,
    });
    expect(await rollups()).toEqual([]);
  });
});

describe('where a commission comes from', () => {
  const legal: [NewAttribution['commissionSource'], number | null][] = [
    ['given', null],
    ['own', 0],
    ['default', 10_000],
    // As the previous version writes it.
    [null, null],
  ];
  test.each(legal)('%s at %s is stored', async (commissionSource, commissionBps) => {
    await insert({ commissionSource, commissionBps });
    expect(await attributions()).toMatchObject([{ commissionSource, commissionBps }]);
  });

  test.each([
    ['given', 1000],
    ['own', null],
    ['default', null],
    [null, 1000],
    ['own', -1],
    ['own', 10_001],
    ['guessed', 1000],
  ])('%s at %s is refused', async (commissionSource, commissionBps) => {
    const change = { commissionSource: commissionSource as 'own', commissionBps };
    await expect(insert(change)).rejects.toMatchObject({ cause: { code: '23514' } });
  });
});

test('an order is locked alone, or after the event id that it came with', async () => {
  const locks = (event?: { eventId: string }) =>
    connection.db.transaction(async (tx) => {
      await new OrderDao(tx).lockOrder({ storefrontId, orderId }, event);
      const { rows } = await tx.execute(sql`
        SELECT classid, objid FROM pg_locks
        WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY classid, objid`);
      return rows;
    });
  const event = { eventId: '01a22c09-ff28-70a2-8f4f-55e0d7935e40' };
  const [order] = await locks();
  expect(await locks()).toEqual([order]);
  const both = await locks(event);
  expect(both).toHaveLength(2);
  expect(both).toContainEqual(order);
  // The same `uuid` in another spelling.
  expect(await locks({ eventId: event.eventId.toUpperCase() })).toEqual(both);
});

describe('refunds', () => {
  test('a refund is stored once, with its amount', async () => {
    const refund = { storefrontId, orderId, refundId: 're_1', amount: '1.50', lines: [] };
    expect(await inTransaction((orders) => orders.insertRefund(refund))).toBe(true);
    expect(await inTransaction((orders) => orders.insertRefund({ ...refund, amount: '9.00' }))).toBe(false);
    const meant = async (refundId: string) =>
      (await inTransaction((orders) => orders.getOrderState({ ...refund, refundId }))).refunds.meant;
    expect(await meant('re_1')).toEqual({ amount: '1.50', lines: [] });
    expect(await meant('re_1\u200b')).toEqual({ amount: '1.50', lines: [] });
    expect(await meant('re_2')).toBeNull();
  });

  test('add up, and one without an amount covers the whole order', async () => {
    const sum = async () =>
      (await inTransaction((orders) => orders.getOrderState({ storefrontId, orderId }))).refunds;
    const add = (refundId: string, amount: string | null) =>
      inTransaction((orders) => orders.insertRefund({ storefrontId, orderId, refundId, amount, lines: [] }));
    expect(await sum()).toEqual({ total: '0.00', isWhole: false, byLine: [], disputes: [], meant: null });
    await add('re_1', '1.50');
    await add('re_2', '999999999999.99');
    expect(await sum()).toEqual({
      total: '1000000000001.49',
      isWhole: false,
      byLine: [],
      disputes: [],
      meant: null,
    });
    await add('re_3', null);
    expect(await sum()).toEqual({
      total: '1000000000001.49',
      isWhole: true,
      byLine: [],
      disputes: [],
      meant: null,
    });
  });

  test('reversals of all attributions of an order are written at once', async () => {
    const [first, second] = [await insert(), await insert({ kind: 'verified' }, 1)];
    const [part, all] = [
      { refunded: '2.50', commissionReversed: '0.25', isReversed: false },
      { refunded: '10.00', commissionReversed: '1.00', isReversed: true },
    ];
    await inTransaction((orders) =>
      orders.updateReversals([
        { id: first, ...part },
        { id: second, ...all },
      ]),
    );
    expect(await attributions()).toMatchObject([
      { id: first, ...part },
      { id: second, ...all },
    ]);
    await inTransaction((orders) => orders.updateReversals([]));
  });

  test('of unattributed orders are deleted after 90 days, others never', async () => {
    await insert({ kind: 'verified' });
    for (const refunded of [orderId, 'OLD-STRANGER', 'YOUNG-STRANGER']) {
      const refund = { storefrontId, orderId: refunded, refundId: 're_90', amount: '1.00', lines: [] };
      await inTransaction((orders) => orders.insertRefund(refund));
    }
    await connection.db.execute(
      sql`UPDATE aff_refunds SET timestamp = now() - interval '91 days' WHERE order_id <> 'YOUNG-STRANGER'`,
    );
    await new UpkeepDao(connection.db).deleteUnmatchedRefunds();
    const { rows } = await connection.db.execute(
      sql`SELECT order_id FROM aff_refunds WHERE refund_id = 're_90' ORDER BY order_id`,
    );
    expect(rows).toEqual([{ order_id: orderId }, { order_id: 'YOUNG-STRANGER' }]);
  });
});

test('rollups take changes of several affiliates and days at once, and of one day twice', async () => {
  const [ann = 0, bob = 0] = affiliates.map(({ id }) => id);
  const at = new Date('2026-03-01T23:59:59.999Z');
  const verified = { verifiedConversions: 1, verifiedRevenue: '4.00', verifiedCommission: '0.40' };
  const change = { affiliateId: ann, at, conversions: 1, revenue: '10.00', ...verified };
  await inTransaction((orders) =>
    orders.addToRollups([
      { ...change, affiliateId: bob },
      change,
      {
        ...change,
        conversions: -1,
        revenue: '-2.50',
        verifiedConversions: -1,
        verifiedRevenue: '-4.00',
        verifiedCommission: '-0.40',
      },
      { ...change, at: new Date('2026-03-02T00:00:00Z') },
    ]),
  );
  await inTransaction((orders) => orders.addToRollups([]));
  const { rows } = await connection.db.execute(sql`
    SELECT affiliate_id, day::text, conversions, revenue, verified_conversions, verified_revenue FROM aff_daily_rollups
    WHERE affiliate_id IN (${ann}, ${bob}) ORDER BY affiliate_id, day`);
  const day = { verified_conversions: 1, verified_revenue: '4.00' };
  expect(rows).toEqual([
    {
      affiliate_id: ann,
      day: '2026-03-01',
      conversions: 0,
      revenue: '7.50',
      verified_conversions: 0,
      verified_revenue: '0.00',
    },
    { affiliate_id: ann, day: '2026-03-02', conversions: 1, revenue: '10.00', ...day },
    { affiliate_id: bob, day: '2026-03-01', conversions: 1, revenue: '10.00', ...day },
  ]);
  // The fold returns all of them, also those without clicks.
  expect(await new AffiliateDao(connection.db).foldRollups()).toBeGreaterThanOrEqual(2);
});

test("returns an attribution's order, or null when there is no such attribution", async () => {
  const id = await insert();
  expect(await inTransaction((orders) => orders.getOrderOf(id))).toEqual({ storefrontId, orderId });
  expect(await inTransaction((orders) => orders.lockAttribution(id))).toMatchObject({ id });
  expect(await inTransaction((orders) => orders.getOrderOf(2_147_483_647))).toBeNull();
  expect(await inTransaction((orders) => orders.lockAttribution(2_147_483_647))).toBeNull();
});
