import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AffiliateDao } from '../affiliates/index.ts';
import { connectDatabase, type DatabaseConnection } from '../index.ts';
import { InventoryDao } from '../inventory/index.ts';
import { OrderDao } from '../orders/index.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { RetentionDao, VerifyDao } from './index.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
let affiliates: AffiliateDao;
let inventory: InventoryDao;
beforeEach(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url });
  affiliates = new AffiliateDao(connection.db);
  inventory = new InventoryDao(connection.db);
  await database.pool.query(
    `INSERT INTO affiliates (storefront_id, handle, name, pixel_id) SELECT 1, n, n, n FROM unnest('{ann,bob}'::text[]) AS n`,
  );
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

const verify = () => new VerifyDao(connection.db).verify();
const forge = (statement: string) => database.pool.query(statement);
const click = (visitorKey: string, affiliateId = 1) =>
  affiliates.trackClick({
    storefrontId: 1,
    affiliateId,
    pixelId: affiliateId === 1 ? 'ann' : 'bob',
    visitorKey,
    ipAddress: null,
    userAgent: null,
    referrer: null,
    landingPage: null,
    subId: null,
    isBot: false,
    dedupSeconds: 3600,
  });
const amounts = (revenue: string) => ({
  revenue,
  commission: '1.23',
  // As in orders from before it was stored.
  commissionSource: null,
  commissionBps: null,
  clickId: null,
  refunded: '0.00',
  commissionReversed: '0.00',
  isReversed: false,
});
const noVerified = { verifiedConversions: 0, verifiedRevenue: '0.00', verifiedCommission: '0.00' };
const convert = (orderId: string, kind: 'verified' | 'claim' = 'verified', revenue = '12.34') =>
  affiliates.trackConversion({
    verdict: 'insert',
    attribution: {
      storefrontId: 1,
      affiliateId: 1,
      pixelId: 'ann',
      orderId,
      kind,
      currency: 'USD',
      ...amounts(revenue),
    },
    adds: {
      conversions: 1,
      revenue,
      ...(kind === 'verified'
        ? { verifiedConversions: 1, verifiedRevenue: revenue, verifiedCommission: '1.23' }
        : noVerified),
    },
  });
const product = (sku: string) =>
  inventory.createProduct({ sku, name: sku, stock: 10, threshold: 5, unitPrice: null, supplier: null });

/** Some of everything that enters or leaves the books, a minute ago, so that all of it has settled. */
async function live(): Promise<void> {
  for (const visitor of ['v:1', 'v:2', 'v:3', 'v:1']) await click(visitor);
  await affiliates.refreshMetrics();
  await click('v:4', 2);
  await convert('O-1');
  const claimId = await convert('O-2', 'claim', '5.00');
  const adds = {
    conversions: 0,
    revenue: '2.00',
    verifiedConversions: 1,
    verifiedRevenue: '7.00',
    verifiedCommission: '1.23',
  };
  await affiliates.trackConversion({ verdict: 'promote', claimId, attribution: amounts('7.00'), adds });
  await convert('O-3', 'claim', '9.99');
  await connection.db.transaction(async (tx) => {
    const orders = new OrderDao(tx);
    await orders.updateAttribution(1, { status: 'void' });
    const at = new Date();
    const verified = { verifiedConversions: -1, verifiedRevenue: '-12.34', verifiedCommission: '-1.23' };
    await orders.addToRollups([{ affiliateId: 1, at, conversions: -1, revenue: '-12.34', ...verified }]);
  });
  await product('A');
  await inventory.adjustStock('A', -7, 'sale');
  await inventory.updateStock('A', 20);
  await inventory.logEvent({
    sku: 'A',
    eventType: 'low_stock',
    oldStock: 10,
    newStock: 3,
    quantityDelta: -7,
  });
  await product('B');
  await inventory.updateProduct('B', { isArchived: true });
  await affiliates.refreshMetrics();
  await click('v:5', 2);
  await settle();
}

/** As if the last change to the rollups were a minute ago. */
const settle = () => forge(`UPDATE aff_daily_rollups SET updated_at = updated_at - interval '1 minute'`);

test('correct books have no difference, even with clicks not yet folded in', async () => {
  await live();
  expect((await database.pool.query('SELECT FROM aff_rollup_deltas')).rowCount).toBe(1);
  expect(await verify()).toEqual({
    compared: { clicks: 5, conversions: 2, affiliates: 2, products: 2, transfers: 0 },
    skipped: { days: 0, firstDay: null },
    total: 0,
    differences: [],
  });
});

test('an empty database has none either', async () => {
  expect(await verify()).toMatchObject({ total: 0, compared: { clicks: 0, affiliates: 2 } });
});

const today = new Date().toISOString().slice(0, 10);
const forgeries = [
  {
    what: 'a click that is gone',
    by: `DELETE FROM aff_clicks WHERE id = (SELECT min(id) FROM aff_clicks)`,
    differences: [{ what: 'clicks', of: 'ann', booked: '3', actual: '2' }],
  },
  {
    what: 'a click that was counted afterwards',
    by: `UPDATE aff_clicks SET counted = true, reason = NULL WHERE reason = 'duplicate'`,
    differences: [{ what: 'clicks', of: 'ann', booked: '3', actual: '4' }],
  },
  {
    what: 'a batch that was lost before it was folded in',
    by: `DELETE FROM aff_rollup_deltas`,
    differences: [{ what: 'clicks', of: 'bob', booked: '1', actual: '2' }],
  },
  {
    what: 'a rollup’s day that is gone',
    by: `DELETE FROM aff_daily_rollups WHERE affiliate_id = 2`,
    differences: [
      { what: 'clicks', of: 'bob', booked: '1', actual: '2' },
      { what: 'clicks_30d', of: 'bob', booked: '1', actual: '0' },
    ],
  },
  {
    what: 'an order that was voided past the books',
    by: `UPDATE aff_attributions SET status = 'void' WHERE order_id = 'O-2'`,
    differences: [
      { what: 'conversions', of: 'ann', booked: '2', actual: '1' },
      { what: 'revenue', of: 'ann', booked: '16.99', actual: '9.99' },
      { what: 'verified_conversions', of: 'ann', booked: '1', actual: '0' },
      { what: 'verified_revenue', of: 'ann', booked: '7.00', actual: '0' },
    ],
  },
  {
    what: 'a cent',
    by: `UPDATE aff_attributions SET revenue = revenue + 0.01 WHERE order_id = 'O-3'`,
    differences: [{ what: 'revenue', of: 'ann', booked: '16.99', actual: '17.00' }],
  },
  {
    what: 'a refund that its order knows nothing of',
    by: `INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount) VALUES (1, 'O-2', 're_1', 1)`,
    differences: [
      { what: 'refunded', of: 'ann', booked: '0', actual: '1.00' },
      { what: 'commission_reversed', of: 'order O-2 of ann', booked: '0.00', actual: '0.18' },
    ],
  },
  {
    what: 'metrics of no rollup',
    by: `UPDATE affiliates SET clicks_30d = 9, conversions_30d = 8, revenue_30d = 7 WHERE handle = 'ann'`,
    differences: [
      { what: 'clicks_30d', of: 'ann', booked: '9', actual: '3' },
      { what: 'conversions_30d', of: 'ann', booked: '8', actual: '2' },
      { what: 'revenue_30d', of: 'ann', booked: '7.00', actual: '16.99' },
    ],
  },
  {
    what: 'stock without a movement',
    by: `UPDATE inventory_products SET stock = 21 WHERE sku = 'A'`,
    differences: [{ what: 'stock', of: 'A', booked: '21', actual: '20' }],
  },
  {
    what: 'a movement without a product',
    by: `INSERT INTO inventory_events (sku, event_type, quantity_delta) VALUES ('GHOST', 'sale', -1)`,
    differences: [{ what: 'stock', of: 'GHOST', booked: '0', actual: '-1' }],
  },
];

test.each(forgeries)('finds $what', async ({ by, differences }) => {
  await live();
  await forge(by);
  const found = await verify();
  // Figures over time are made of the same rows: what is wrong with one of these shows there as well.
  const others = found.differences.filter(({ what }) => !what.startsWith('figure_'));
  expect(others).toEqual(differences.map((difference) => ({ ...difference, day: today })));
  expect(found.total).toBe(found.differences.length);
});

describe('figures over time', () => {
  test.each([
    {
      what: 'a click that no quarter has',
      by: `UPDATE affiliate_quarters SET clicks = clicks - 1 WHERE affiliate_id = 1`,
      differences: [
        // What the affiliate lacks, the storefront has without an affiliate.
        { what: 'figure_clicks', of: 'storefront default', booked: '1', actual: '0' },
        { what: 'figure_clicks', of: 'ann', booked: '2', actual: '3' },
      ],
    },
    {
      what: 'a quarter of a storefront that is gone',
      by: `UPDATE storefront_quarters SET revenue = revenue - 7`,
      differences: [{ what: 'figure_revenue', of: 'storefront default', booked: '-7.00', actual: '0' }],
    },
    {
      what: 'a commission that was added twice',
      by: `INSERT INTO figure_deltas (bucket, storefront_id, affiliate_id, commission)
           SELECT bucket, 1, 1, 0.5 FROM affiliate_quarters WHERE affiliate_id = 1`,
      differences: [{ what: 'figure_commission', of: 'ann', booked: '1.73', actual: '1.23' }],
    },
    {
      what: 'an order that nobody is credited with and no figure has',
      by: `INSERT INTO orders (storefront_id, order_id, currency, revenue) VALUES (1, 'ALONE', 'USD', 5)`,
      differences: [
        { what: 'figure_orders', of: 'storefront default', booked: '0', actual: '1' },
        { what: 'figure_revenue', of: 'storefront default', booked: '0.00', actual: '5' },
      ],
    },
    {
      what: 'a day that is not the sum of its quarters',
      by: `INSERT INTO affiliate_days (affiliate_id, day, clicks) VALUES (1, '2026-01-01', 3)`,
      differences: [
        { what: 'figure_clicks', of: 'ann', booked: '0', actual: '3', day: '2026-01' },
        { what: 'figure_clicks', of: 'ann', booked: '3', actual: '0', day: '2026-01-01' },
      ],
    },
    {
      what: 'a day of a storefront that is not the sum of its quarters',
      by: `INSERT INTO storefront_days (storefront_id, day, orders) VALUES (1, '2026-01-01', 3)`,
      differences: [
        { what: 'figure_orders', of: 'storefront default', booked: '3', actual: '0', day: '2026-01-01' },
      ],
    },
    {
      what: 'a month that is not the sum of its days',
      by: `INSERT INTO affiliate_months (affiliate_id, day, clicks) VALUES (1, '2026-01-01', 3)`,
      differences: [{ what: 'figure_clicks', of: 'ann', booked: '3', actual: '0', day: '2026-01' }],
    },
    {
      what: 'a breakdown of clicks that there were not',
      by: `INSERT INTO click_breakdowns (storefront_id, affiliate_id, day, clicks) VALUES (1, 1, '2026-01-01', 2)`,
      differences: [{ what: 'breakdown_clicks', of: 'ann', booked: '2', actual: '0', day: 'all' }],
    },
    {
      what: 'a breakdown with more clicks than its day',
      by: `INSERT INTO click_breakdowns (storefront_id, affiliate_id, day, clicks, devices)
           VALUES (1, 0, '2026-01-01', 0, '{"mobile": 2}')`,
      differences: [
        { what: 'breakdown_values', of: 'storefront default', booked: '2', actual: '0', day: '2026-01-01' },
      ],
    },
  ])('finds $what', async ({ by, differences }) => {
    await live();
    expect((await verify()).differences).toEqual([]);
    await forge(by);
    const found = await verify();
    const shown = found.differences.map(({ day, ...difference }) => ({
      ...difference,
      day: day.replace(/^.*T\d\d:(?:00|15|30|45)Z$/, 'a quarter of an hour'),
    }));
    expect(shown).toEqual(differences.map((difference) => ({ day: 'a quarter of an hour', ...difference })));
  });
});

describe('commissions', () => {
  const order = (orderId: string, columns: Record<string, string | null>) => {
    const all: Record<string, string | null> = {
      kind: "'verified'",
      revenue: '10',
      commission: '1',
      ...columns,
    };
    return forge(
      `INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, currency, ${Object.keys(all)})
       VALUES (1, 2, 'bob', '${orderId}', 'USD', ${Object.values(all)})`,
    );
  };
  const byRate = (revenue: string, bps: string, commission: string) => ({
    revenue,
    commission,
    commission_source: "'default'",
    commission_bps: bps,
  });
  const refund = (orderId: string, refundId: string, amount: string | null) =>
    forge(
      `INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount) VALUES (1, '${orderId}', '${refundId}', ${amount})`,
    );

  /** Correct orders of all sources, refunded in all ways. */
  async function trade(): Promise<void> {
    await order('DEFAULT', byRate('99.99', '1250', '12.50'));
    await order('OWN', { ...byRate('12.34', '500', '0.62'), commission_source: "'own'" });
    // Exactly half a cent is rounded to the even cent, down or up.
    await order('HALF-DOWN', byRate('0.20', '1250', '0.02'));
    await order('HALF-UP', byRate('0.60', '1250', '0.08'));
    await order('FREE', byRate('50', '0', '0'));
    await order('LARGEST', byRate('999999999999.99', '10000', '999999999999.99'));
    await order('GIVEN', { revenue: '0', commission: '5', commission_source: "'given'" });
    await order('OLD', { revenue: '1', commission: '3.50' });
    await order('OLD-CLAIM', { kind: "'claim'", revenue: '1', commission: '1' });
    // A reversal of half a cent takes the whole cent, where half-even would take nothing.
    await order('PART', {
      revenue: '0.10',
      commission: '0.01',
      refunded: '0.05',
      commission_reversed: '0.01',
    });
    await refund('PART', 're_1', '0.03');
    await refund('PART', 're_2', '0.02');
    const whole = { refunded: '10', commission_reversed: '1', is_reversed: 'true' };
    await order('WHOLE', whole);
    await refund('WHOLE', 're_1', 'NULL');
    await order('MORE', { ...whole, status: "'void'" });
    await refund('MORE', 're_1', '10.01');
    await order('NOTHING', { revenue: '0', commission: '5', commission_reversed: '5', is_reversed: 'true' });
    await refund('NOTHING', 're_1', '0.01');
    await order('VOID', { ...byRate('7', '1000', '0.70'), status: "'void'" });
    await refund('STRANGER', 're_1', '1');
  }
  /** The differences of single orders, without those of sums. */
  const found = async () =>
    (await verify()).differences.filter(({ of }) => of.startsWith('order ')).map(({ day, ...rest }) => rest);
  const of = (orderId: string) => `order ${orderId} of bob`;

  test('that are correct are no difference, even from before their source was stored', async () => {
    await trade();
    expect(await found()).toEqual([]);
  });

  const set = (orderId: string, change: string) =>
    `UPDATE aff_attributions SET ${change} WHERE order_id = '${orderId}'`;
  test.each([
    [
      'a cent too much by the default rate',
      set('DEFAULT', 'commission = 12.51'),
      'commission',
      'DEFAULT',
      '12.51',
      '12.50',
    ],
    [
      'a cent too little by the own rate',
      set('OWN', 'commission = 0.61'),
      'commission',
      'OWN',
      '0.61',
      '0.62',
    ],
    [
      'a half rounded up to an odd cent',
      set('HALF-DOWN', 'commission = 0.03'),
      'commission',
      'HALF-DOWN',
      '0.03',
      '0.02',
    ],
    [
      'a half rounded down to an odd cent',
      set('HALF-UP', 'commission = 0.07'),
      'commission',
      'HALF-UP',
      '0.07',
      '0.08',
    ],
    [
      'a cent of a trillion',
      set('LARGEST', 'commission = 999999999999.98'),
      'commission',
      'LARGEST',
      '999999999999.98',
      '999999999999.99',
    ],
    ['another rate', set('DEFAULT', 'commission_bps = 1251'), 'commission', 'DEFAULT', '12.50', '12.51'],
    [
      'a rate where none was',
      set('GIVEN', `commission_source = 'own', commission_bps = 1000`),
      'commission',
      'GIVEN',
      '5.00',
      '0.00',
    ],
    ['another revenue', set('OWN', 'revenue = 12.54'), 'commission', 'OWN', '0.62', '0.63'],
    ['a void order’s', set('VOID', 'commission = 0.71'), 'commission', 'VOID', '0.71', '0.70'],
    [
      'an older claim of more than its order',
      set('OLD-CLAIM', 'commission = 1.01'),
      'commission',
      'OLD-CLAIM',
      '1.01',
      '1.00',
    ],
    [
      'less than nothing in an older order',
      `ALTER TABLE aff_attributions DROP CONSTRAINT aff_attributions_amounts_check,
         DROP CONSTRAINT aff_attributions_refunded_check;
       ${set('OLD', 'commission = -0.01')}`,
      'commission',
      'OLD',
      '-0.01',
      '0.00',
    ],
    [
      'more than the contract takes, of a given one',
      `ALTER TABLE aff_attributions DROP CONSTRAINT aff_attributions_currency_check;
       ${set('GIVEN', 'commission = 1000000000000')}`,
      'commission',
      'GIVEN',
      '1000000000000.00',
      '999999999999.99',
    ],
    [
      'reversed by half-even',
      set('PART', 'commission_reversed = 0'),
      'commission_reversed',
      'PART',
      '0.00',
      '0.01',
    ],
    [
      'not reversed as a whole',
      set('WHOLE', 'commission_reversed = 0.99'),
      'commission_reversed',
      'WHOLE',
      '0.99',
      '1.00',
    ],
    [
      'not reversed of an order of nothing',
      set('NOTHING', 'commission_reversed = 0'),
      'commission_reversed',
      'NOTHING',
      '0.00',
      '5.00',
    ],
    [
      'reversed without a refund',
      set('DEFAULT', 'commission_reversed = 0.01'),
      'commission_reversed',
      'DEFAULT',
      '0.01',
      '0.00',
    ],
    [
      'reversed of a void order without a refund',
      set('VOID', 'commission_reversed = 0.70'),
      'commission_reversed',
      'VOID',
      '0.70',
      '0.00',
    ],
    [
      'not reversed of a void order',
      set('MORE', 'commission_reversed = 0'),
      'commission_reversed',
      'MORE',
      '0.00',
      '1.00',
    ],
    [
      'the mark of a whole refund without one',
      set('PART', 'is_reversed = true'),
      'is_reversed',
      'PART',
      '1',
      '0',
    ],
    ['no mark of a whole refund', set('MORE', 'is_reversed = false'), 'is_reversed', 'MORE', '0', '1'],
    [
      'a refund that is gone',
      `DELETE FROM aff_refunds WHERE order_id = 'PART' AND refund_id = 're_2'`,
      'commission_reversed',
      'PART',
      '0.01',
      '0.00',
    ],
  ])('%s: found, and named', async (_name, by, what, orderId, booked, actual) => {
    await trade();
    await forge(by);
    expect(await found()).toEqual([{ what, of: of(orderId), booked, actual }]);
  });

  test('several mistakes in one order are all named', async () => {
    await trade();
    await forge(set('DEFAULT', 'commission = 12.49, commission_reversed = 1, is_reversed = true'));
    const { differences, total } = await verify();
    const named = differences.filter((difference) => difference.of === of('DEFAULT'));
    expect(named.map(({ what }) => what)).toEqual(['commission', 'commission_reversed', 'is_reversed']);
    expect(total).toBe(differences.length);
  });
});

test('shows the first of many differences and counts all', async () => {
  await forge(`INSERT INTO aff_daily_rollups (affiliate_id, day, clicks) SELECT 1, date '2026-01-01' + n, 1
               FROM generate_series(0, 79) AS n`);
  await affiliates.refreshMetrics();
  await settle();
  const { total, differences } = await verify();
  expect(total).toBe(80);
  expect(differences).toHaveLength(50);
  expect(differences[0]).toEqual({ what: 'clicks', of: 'ann', day: '2026-01-01', booked: '1', actual: '0' });
});

test('an order that is not in the metrics yet is no difference', async () => {
  await convert('O-1');
  expect((await verify()).total).toBe(0);
  await settle();
  expect((await verify()).differences.map(({ what }) => what)).toEqual([
    'conversions_30d',
    'revenue_30d',
    'verified_conversions_30d',
    'verified_revenue_30d',
  ]);
});

test('days whose clicks retention dropped are skipped and reported', async () => {
  await forge(
    `INSERT INTO aff_daily_rollups (affiliate_id, day, clicks) VALUES (1, '2019-05-01', 3), (1, '2019-05-02', 3)`,
  );
  expect((await verify()).total).toBe(2);
  const firstDay = await new RetentionDao(connection.db).expire('clicks', 400);
  expect(await verify()).toMatchObject({ total: 0, skipped: { days: 2, firstDay } });
});

describe('while work goes on', () => {
  test('a busy database has no difference', async () => {
    await product('A');
    let isDone = false;
    const work = async (step: (index: number) => Promise<unknown>) => {
      for (let index = 0; !isDone; index++) await step(index);
    };
    const working = Promise.all([
      work((index) => click(`v:${index}`)),
      work((index) => click(`v:${index % 7}`, 2)),
      work((index) => convert(`O-${index}`, index % 2 === 0 ? 'claim' : 'verified')),
      work(() => affiliates.foldRollups()),
      work((index) => inventory.updateStock('A', index % 50)),
    ]);
    const totals: number[] = [];
    for (let round = 0; round < 15; round++) totals.push((await verify()).total);
    isDone = true;
    await working;
    expect(totals).toEqual(totals.map(() => 0));
    await affiliates.refreshMetrics();
    await settle();
    const { total, compared } = await verify();
    expect(total).toBe(0);
    expect(compared.clicks).toBeGreaterThan(15);
  });

  test('no partition is dropped while it runs', async () => {
    await forge(`SELECT hub_ensure_partition('aff_clicks', 'timestamp', '2019-05-01')`);
    const locker = await database.pool.connect();
    try {
      // Stops it at the statement that takes its snapshot, before it has read a click.
      await locker.query('BEGIN');
      await locker.query('LOCK TABLE aff_daily_rollups IN ACCESS EXCLUSIVE MODE');
      const verification = verify();
      const waiting = `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
                       WHERE datname = current_database() AND NOT granted`;
      await expect.poll(async () => (await database.pool.query(waiting)).rowCount).toBe(1);
      const retention = new RetentionDao(connection.db);
      const partition = { parent: 'aff_clicks', name: 'aff_clicks_2019_05' } as const;
      expect(await retention.detachPartition(partition)).toBe(false);
      await locker.query('COMMIT');
      expect((await verification).total).toBe(0);
      expect(await retention.detachPartition(partition)).toBe(true);
    } finally {
      locker.release(true);
    }
  });
});

test('returns whether a process of a given name is connected', async () => {
  const dao = new VerifyDao(connection.db);
  expect(await dao.isConnected('somebody')).toBe(false);
  const client = await database.pool.connect();
  await client.query(`SET application_name = 'somebody'`);
  expect(await dao.isConnected('somebody')).toBe(true);
  client.release(true);
});
