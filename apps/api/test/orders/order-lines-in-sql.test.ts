import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { formatMinor } from '../../src/platform/money.ts';
import { emptyBooks } from '../support/empty-books.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { newAffiliate } from '../support/shop.ts';

const reporter = { isTrusted: true, storefrontId: null, ip: '', userAgent: null };

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await newAffiliate(hub, 'ann', { commissionBps: 1250 });
  await hub.deps.services.storefronts.create(
    { slug: 'tokyo', name: 'Tokyo', currency: 'JPY', allowedOrigins: [] },
    COMMAND_LINE,
  );
  await hub.deps.services.affiliates.create(
    { handle: 'yen', name: 'Yen', commissionBps: 725, storefront: 'tokyo' },
    COMMAND_LINE,
  );
});
afterAll(() => hub.stop());

let orders = 0;

async function differences() {
  // On a busy machine, the fold is late.
  await hub.deps.services.affiliates.foldRollups();
  return (await new VerifyDao(hub.deps.db).verify()).differences;
}

const minor = (max: number) => fc.integer({ min: 0, max }).map(BigInt);
const anyReport = fc.record({
  isYen: fc.boolean(),
  nets: fc.array(minor(9_999), { minLength: 1, maxLength: 6 }),
  shipping: minor(999),
  tax: minor(999),
  fees: fc.integer({ min: -500, max: 500 }).map(BigInt),
  discount: minor(2_000),
  isDiscountIncluded: fc.boolean(),
  commission: fc.option(minor(5_000), { nil: undefined }),
  refunds: fc.array(
    fc.oneof(
      fc.record({ line: fc.integer({ min: 0, max: 7 }), net: minor(9_999) }),
      fc.record({ amount: minor(9_999) }),
      fc.constant({}),
    ),
    { maxLength: 4 },
  ),
  /** How many of the refunds come before the order. */
  early: fc.integer({ min: 0, max: 4 }),
});

type Report = typeof anyReport extends fc.Arbitrary<infer R> ? R : never;

async function book(report: Report): Promise<void> {
  const { orders: orderService, refunds } = hub.deps.services;
  const currency = report.isYen ? 'JPY' : 'USD';
  const storefront = report.isYen ? 'tokyo' : 'default';
  const write = (amount: bigint) => formatMinor(amount, currency);
  orders += 1;
  const orderId = `O-${orders}`;
  const goods = report.nets.reduce((sum, net) => sum + net, 0n);
  const discount = report.discount % (goods + 1n);
  const fees = -report.fees > goods - discount ? 0n : report.fees;
  const give = (refund: Report['refunds'][number], at: number) => {
    const amount = 'amount' in refund ? { amount: write((refund.amount ?? 0n) + 1n) } : {};
    const lines =
      'line' in refund ? { lines: [{ lineId: `${refund.line}`, net: write((refund.net ?? 0n) + 1n) }] } : {};
    return refunds.recordRefund(
      { orderId, refundId: `re_${at}`, storefront, ...amount, ...lines },
      COMMAND_LINE,
    );
  };
  for (const [at, refund] of report.refunds.entries()) if (at < report.early) await give(refund, at);
  await orderService.recordOrder(
    {
      orderId,
      handle: report.isYen ? 'yen' : 'ann',
      lines: report.nets.map((net, at) => ({ lineId: `${at}`, quantity: 1, net: write(net) })),
      shipping: write(report.shipping),
      tax: write(report.tax),
      fees: write(fees),
      discount: write(discount),
      discountIncluded: report.isDiscountIncluded,
      ...(report.commission === undefined ? {} : { commission: write(report.commission) }),
    },
    reporter,
  );
  for (const [at, refund] of report.refunds.entries()) if (at >= report.early) await give(refund, at);
}

test('the check of the books, in SQL, agrees with the rules on every order with lines', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyReport, { minLength: 30, maxLength: 30 }), async (reports) => {
      for (const report of reports) await book(report);
      expect(await differences()).toEqual([]);
    }),
    { numRuns: 5 },
  );
});

describe('finds what is wrong', () => {
  const orderId = 'TAMPERED';
  // Anew for each: the last one is beyond repair.
  beforeEach(async () => {
    await emptyBooks(hub);
    const { orders: orderService, refunds } = hub.deps.services;
    const lines = [
      { lineId: '1', quantity: 1, net: '50.00' },
      { lineId: '2', quantity: 1, net: '30.00' },
    ];
    const more = { shipping: '5.00', tax: '8.00', fees: '-1.00', discount: '2.00', discountIncluded: false };
    await orderService.recordOrder({ orderId, handle: 'ann', lines, ...more }, reporter);
    await refunds.recordRefund(
      { orderId, refundId: 're', lines: [{ lineId: '2', net: '3.00' }] },
      COMMAND_LINE,
    );
  });

  const ofOrder = sql`(SELECT id FROM orders WHERE order_id = 'TAMPERED')`;
  const change = (table: string, column: string, by: string, where: SQL) =>
    sql`UPDATE ${sql.identifier(table)} SET ${sql.identifier(column)} = ${sql.identifier(column)} + ${by}::numeric WHERE ${where}`;
  const line = (column: string) =>
    change('order_lines', column, '0.01', sql`order_id = ${ofOrder} AND position = 2`);
  const attribution = (column: string) =>
    change('aff_attributions', column, '0.01', sql`order_id = 'TAMPERED'`);

  test.each<[string, SQL, what: string[]]>([
    ['a cent of commission', attribution('commission'), ['commission']],
    ['a cent of what was taken back of it', attribution('commission_reversed'), ['commission_reversed']],
    ['a line that costs more', line('net'), ['order_revenue']],
    ['a share of shipping', line('shipping'), ['order_lines']],
    ['a share of tax', line('tax'), ['order_lines']],
    ['a share of fees', line('fees'), ['order_lines']],
    ['a share of the discount', line('discount'), ['order_lines', 'order_revenue']],
    [
      'a line that is gone',
      sql`DELETE FROM order_lines WHERE order_id = ${ofOrder} AND position = 2`,
      ['order_lines', 'order_revenue'],
    ],
    [
      'an order of another revenue',
      change('orders', 'revenue', '1', sql`id = ${ofOrder}`),
      ['order_revenue'],
    ],
    [
      'a refund of other lines',
      sql`UPDATE aff_refunds SET lines = '[{"lineId": "2", "net": "2.99"}]' WHERE order_id = 'TAMPERED'`,
      ['refund_lines'],
    ],
    [
      'a refund of another line',
      sql`UPDATE aff_refunds SET lines = '[{"lineId": "1", "net": "6.00"}]', amount = 6 WHERE order_id = 'TAMPERED'`,
      ['commission_reversed'],
    ],
  ])('%s', async (_, statement, what) => {
    await hub.deps.db.execute(statement);
    const named = (await differences()).filter(({ of }) => of.startsWith(`order ${orderId}`));
    expect([...new Set(named.map((one) => one.what))]).toEqual(expect.arrayContaining(what));
  });
});
