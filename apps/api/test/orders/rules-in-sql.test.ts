import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../../src/cli/verify.ts';
import { commissionMinor, reversal } from '../../src/domains/orders/rules.ts';
import { formatMinor } from '../../src/platform/money.ts';
import { commandContext } from '../support/command-context.ts';
import { emptyBooks } from '../support/empty-books.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { query } from '../support/shop.ts';

// The rules, on bigint, beside PostgreSQL's numeric: what was booked in SQL before must come out the same, and the check of
// the books, which computes in SQL, must agree with what it checks.

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await hub.deps.db.execute(
    sql`INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES (1, 'ann', 'Ann', 'ann')`,
  );
});
beforeEach(async () => {
  await emptyBooks(hub);
});
afterAll(() => hub.stop());

/** A million at most: small amounts meet at .5 often. */
const usual = fc.oneof(fc.bigInt({ min: 1n, max: 200n }), fc.bigInt({ min: 1n, max: 100_000_000n }));
/** What the contract takes. */
const any = fc.oneof(usual, fc.bigInt({ min: 1n, max: 99_999_999_999_999n }));
const array = (values: readonly (bigint | number)[]) => sql.param(values.map(String));

describe('a reversal', () => {
  test('is what `round(commission * refunded / revenue, 2)` was', async () => {
    const cases = fc.array(fc.tuple(usual, usual, usual), { minLength: 300, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(cases, async (amounts) => {
        const rows = await query<{ reversed: string }>(
          hub,
          sql`SELECT (CASE WHEN total >= revenue THEN commission ELSE round(commission * total / revenue, 2) END)::text AS reversed
              FROM (SELECT commission::numeric / 100 AS commission, revenue::numeric / 100 AS revenue, total::numeric / 100 AS total
                    FROM unnest(${array(amounts.map(([commission]) => commission))}::text[],
                                ${array(amounts.map(([, revenue]) => revenue))}::text[],
                                ${array(amounts.map(([, , total]) => total))}::text[]) AS sent(commission, revenue, total)) AS amounts`,
        );
        expect(rows.map(({ reversed }) => Number(reversed).toFixed(2))).toEqual(
          amounts.map(([commission, revenue, total]) =>
            formatMinor(reversal(commission, revenue, total), 'USD'),
          ),
        );
      }),
      { numRuns: 10 },
    );
  });

  test('is exact where PostgreSQL rounds twice: hundreds of millions, a hair below half a cent', async () => {
    const [commission, revenue, total] = [50_000_000_003n, 99_999_999_999_999n, 70_571_571_404_765n];
    expect(2n * ((commission * total) % revenue)).toBe(revenue - 1n);
    expect(formatMinor(reversal(commission, revenue, total), 'USD')).toBe('352857857.04');
    const [row] = await query(
      hub,
      sql`SELECT round(500000000.03 * 705715714047.65 / 999999999999.99, 2)::text AS reversed`,
    );
    expect(row).toEqual({ reversed: '352857857.05' });
  });
});

interface BookedOrder {
  revenue: bigint;
  commission: bigint;
  basisPoints: number;
  refunded: bigint;
  reversed: bigint;
}

/** Stores orders with a refund each, as if the hub had booked them so. */
async function book(orders: readonly BookedOrder[]): Promise<void> {
  await emptyBooks(hub);
  await hub.deps.db.execute(sql`
    INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, currency, revenue, commission,
                                  commission_source, commission_bps, refunded, commission_reversed, is_reversed)
    SELECT 1, id, 'ann', number, 'verified', 'USD', revenue::numeric / 100, commission::numeric / 100, 'default', rate,
           least(refunded, revenue) / 100, reversed::numeric / 100, refunded >= revenue
    FROM affiliates, (
      SELECT revenue::numeric, commission, rate::integer, refunded::numeric, reversed, number
      FROM unnest(${array(orders.map(({ revenue }) => revenue))}::text[],
                  ${array(orders.map(({ commission }) => commission))}::text[],
                  ${array(orders.map(({ basisPoints }) => basisPoints))}::text[],
                  ${array(orders.map(({ refunded }) => refunded))}::text[],
                  ${array(orders.map(({ reversed }) => reversed))}::text[])
        WITH ORDINALITY AS sent(revenue, commission, rate, refunded, reversed, number)) AS orders`);
  await hub.deps.db.execute(sql`
    INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount)
    SELECT 1, number, 're_1', refunded::numeric / 100
    FROM unnest(${array(orders.map(({ refunded }) => refunded))}::text[]) WITH ORDINALITY AS sent(refunded, number)`);
}

/** The check's word on each order, in their sequence. */
async function found() {
  const { differences } = await new VerifyDao(hub.deps.db).verify();
  return differences
    .filter(({ of }) => of.startsWith('order '))
    .map(({ what, of, actual }) => ({ what, order: Number(/^order (\d+) /.exec(of)?.[1]), actual }))
    .sort((one, other) => one.order - other.order || one.what.localeCompare(other.what));
}

describe('the check of the books', () => {
  const orders = (size: number) =>
    fc.array(
      fc
        .record({
          revenue: any,
          // Rates that make halves, and any.
          basisPoints: fc.oneof(fc.constantFrom(1250, 500, 2500, 50), fc.integer({ min: 0, max: 10_000 })),
          refunded: any,
        })
        .map((order): BookedOrder => {
          const commission = commissionMinor(order.revenue, order.basisPoints);
          return { ...order, commission, reversed: reversal(commission, order.revenue, order.refunded) };
        }),
      { minLength: size, maxLength: size },
    );

  test('agrees with the rules on every order', async () => {
    await fc.assert(
      fc.asyncProperty(orders(300), async (booked) => {
        await book(booked);
        expect(await found()).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('finds a cent in any of them, and says what the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(orders(20), async (right) => {
        // One cent more in all: none may be missed. The whole refund takes the stored commission, whatever it is.
        const wrong = right.map((order) => {
          const commission = order.commission + 1n;
          return { ...order, commission, reversed: reversal(commission, order.revenue, order.refunded) };
        });
        await book(wrong.filter(({ commission }) => commission <= 99_999_999_999_999n));
        const kept = right.filter(({ commission }) => commission < 99_999_999_999_999n);
        expect(await found()).toEqual(
          kept.map(({ commission }, index) => ({
            what: 'commission',
            order: index + 1,
            actual: formatMinor(commission, 'USD'),
          })),
        );
        const less = kept.filter(({ reversed }) => reversed > 0n);
        await book(less.map((order) => ({ ...order, reversed: order.reversed - 1n })));
        expect(await found()).toEqual(
          less.map(({ reversed }, index) => ({
            what: 'commission_reversed',
            order: index + 1,
            actual: formatMinor(reversed, 'USD'),
          })),
        );
      }),
      { numRuns: 10 },
    );
  });

  test('the command names the order, and ends with 1', async () => {
    await book([{ revenue: 1000n, commission: 101n, basisPoints: 1000, refunded: 500n, reversed: 50n }]);
    const { lines, exitCode } = await verify.run(commandContext(hub));
    const day = new Date().toISOString().slice(0, 10);
    expect(lines).toContain(`  ${day}  commission of order 1 of ann: booked 1.01, found 1.00`);
    // Half of 1.01 is a half cent: up.
    expect(lines).toContain(`  ${day}  commission_reversed of order 1 of ann: booked 0.50, found 0.51`);
    expect(exitCode).toBe(1);
  });
});
