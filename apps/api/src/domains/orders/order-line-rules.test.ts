import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterRefundsByLine,
  baseOf,
  commissionOnLines,
  goodsOf,
  type PlacedAmounts,
  placeAmounts,
  type RefundableLine,
  type Refunds,
  type ReportedAmounts,
  refundsByLine,
} from './order-line-rules.ts';

/** As many as the everyday run can afford; `PROPERTY_RUNS=10000` for a thorough one. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) };

const at = (percent: number) => ({
  given: null,
  ownBasisPoints: percent * 100,
  defaultBasisPoints: 1000,
});

const reported = (
  nets: readonly bigint[],
  more: Partial<Omit<ReportedAmounts, 'lines'>> = {},
): ReportedAmounts => ({
  revenue: null,
  shipping: null,
  tax: null,
  fees: null,
  discount: null,
  isDiscountIncluded: true,
  ...more,
  lines: nets.map((net) => ({ net, tax: null })),
});

function placed(amounts: ReportedAmounts): PlacedAmounts {
  const result = placeAmounts(amounts);
  if ('problem' in result) throw new Error(`it does not add up: ${result.problem.field}`);
  return result;
}

const commission = (amounts: ReportedAmounts, percent: number) =>
  commissionOnLines(placed(amounts).lines, at(percent)).amount;

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

// The numbers of the cases are those of public bug reports of other programs, each with the right result.
describe('the base of a commission', () => {
  test('case 1: a coupon is taken from the goods and not from the commission: 59.00 − 20.00 at 50 % is 19.50', () => {
    expect(commission(reported([3900n], { discount: 2000n }), 50)).toBe(1950n);
    expect(commission(reported([5900n], { discount: 2000n, isDiscountIncluded: false }), 50)).toBe(1950n);
  });

  test('case 2: a negative fee lowers it: 321.75 − 100.00 at 20 % is 44.35', () => {
    expect(commission(reported([32_175n], { fees: -10_000n }), 20)).toBe(4435n);
  });

  test('case 3: shipping is left out once: 50.00 + 10.00 shipping at 20 % is 10.00', () => {
    expect(commission(reported([5000n], { shipping: 1000n, revenue: 6000n }), 20)).toBe(1000n);
  });

  test('case 4: shipping and all tax can be counted in: (20 + 5) and 10 % tax on both at 20 % is 5.50', () => {
    const { lines } = placed(reported([2000n], { shipping: 500n, tax: 250n }));
    const [line] = lines;
    if (line === undefined) throw new Error('there is one line');
    expect(baseOf(line, { includeShipping: true, includeTax: true })).toBe(2750n);
    expect((2750n * 2000n) / 10_000n).toBe(550n);
  });

  test('case 10: a given commission of 10.00 over three equal lines is 3.34, 3.33, 3.33', () => {
    const { lines } = placed(reported([100n, 100n, 100n]));
    const terms = { given: 1000n, ownBasisPoints: null, defaultBasisPoints: 0 };
    expect(commissionOnLines(lines, terms).byLine).toEqual([334n, 333n, 333n]);
  });

  test('case 15: a cent over lines of 50, 50 and 0 is not lost when the last counts nothing', () => {
    const { lines } = placed(reported([50n, 50n, 0n], { shipping: 1n }));
    expect(lines.map(({ shipping }) => shipping)).toEqual([1n, 0n, 0n]);
  });

  test('each line is rounded by itself, half to even', () => {
    // 10 % of 0.25 is 2.5 cents: 2 a line, and 6 of three; of 0.75 at once it would be 8.
    expect(commission(reported([25n, 25n, 25n]), 10)).toBe(6n);
  });

  test('case 11: 50 % of 0.25 is 0.12 and no 12.5 cents', () => {
    expect(commission(reported([25n]), 50)).toBe(12n);
  });

  test('a voucher of more than the goods leaves nothing, and no negative commission', () => {
    const { lines, revenue } = placed(reported([1000n], { fees: -1200n, shipping: 500n }));
    expect(revenue).toBe(300n);
    expect(lines.map((line) => baseOf(line))).toEqual([0n]);
  });
});

describe('an order', () => {
  test.each<[string, ReportedAmounts, field: string, stated: bigint, counted: bigint]>([
    ['whose revenue is another', reported([1000n, 500n], { revenue: 1600n }), 'revenue', 1600n, 1500n],
    [
      'whose tax is less than that of its lines',
      { ...reported([1n]), tax: 1n, lines: [{ net: 10n, tax: 2n }] },
      'tax',
      1n,
      2n,
    ],
    [
      'whose discount is more than its lines',
      reported([100n], { discount: 101n, isDiscountIncluded: false }),
      'discount',
      101n,
      100n,
    ],
    ['that pays the customer', reported([100n], { fees: -101n }), 'fees', -101n, 100n],
  ])('%s does not add up, and says both sums', (_, amounts, field, stated, counted) => {
    expect(placeAmounts(amounts)).toEqual({ problem: { field, stated, counted } });
  });

  test('with a discount beside its lines may state its revenue before or after it', () => {
    const beside = { discount: 200n, isDiscountIncluded: false };
    expect(placed(reported([1000n], { ...beside, revenue: 800n })).revenue).toBe(800n);
    expect(placed(reported([1000n], { ...beside, revenue: 1000n })).revenue).toBe(800n);
  });

  test('of nothing but shipping has its lines at nothing, and its revenue', () => {
    expect(placed(reported([0n, 0n], { shipping: 490n }))).toMatchObject({
      revenue: 490n,
      lines: [{ shipping: 490n }, { shipping: 0n }],
    });
  });

  test('without lines is what it states', () => {
    expect(placed(reported([], { revenue: 1234n, shipping: 100n }))).toEqual({
      revenue: 1234n,
      tax: null,
      lines: [],
    });
  });
});

const amount = fc.bigInt({ min: 0n, max: 99_999_999n });
const maybe = fc.option(amount, { nil: null });
const line = fc.record({ net: amount, tax: fc.option(fc.bigInt({ min: 0n, max: 9_999n }), { nil: null }) });
const anyOrder = fc.record({
  revenue: fc.constant(null),
  shipping: maybe,
  tax: maybe,
  fees: fc.option(fc.bigInt({ min: -9_999_999n, max: 9_999_999n }), { nil: null }),
  discount: maybe,
  isDiscountIncluded: fc.boolean(),
  lines: fc.array(line, { minLength: 1, maxLength: 12 }),
});

test('the shares of any order’s lines add up to the order, and no line counts less than nothing', () => {
  fc.assert(
    fc.property(anyOrder, (amounts) => {
      const result = placeAmounts(amounts);
      fc.pre(!('problem' in result));
      const { lines, revenue, tax } = result as PlacedAmounts;
      const goods = sum(lines.map(goodsOf));
      const fees = amounts.fees ?? 0n;
      expect(sum(lines.map((one) => one.discount))).toBe(
        amounts.isDiscountIncluded ? 0n : (amounts.discount ?? 0n),
      );
      expect(sum(lines.map((one) => one.shipping))).toBe(amounts.shipping ?? 0n);
      expect(sum(lines.map((one) => one.tax))).toBe(tax ?? 0n);
      expect(sum(lines.map((one) => one.fees))).toBe(fees < -goods ? -goods : fees);
      expect(revenue).toBe(goods + (amounts.shipping ?? 0n) + (tax ?? 0n) + fees);
      for (const one of lines) {
        expect(goodsOf(one) >= 0n && baseOf(one) >= 0n && one.shipping >= 0n && one.tax >= 0n).toBe(true);
      }
      // Sent with the revenue that it comes to, it is the same order.
      expect(placeAmounts({ ...amounts, revenue })).toEqual(result);
    }),
    runs,
  );
});

const none: Refunds = { total: 0n, isWhole: false, byLine: new Map() };
const refundOf = (nets: Record<string, bigint>, besides = 0n): Refunds => ({
  total: sum(Object.values(nets)) + besides,
  isWhole: false,
  byLine: new Map(Object.entries(nets)),
});

describe('refunds of an order with lines', () => {
  const lines: RefundableLine[] = [
    { lineId: 'a', goods: 5000n, commission: 1000n },
    { lineId: 'b', goods: 3000n, commission: 0n },
    { lineId: 'c', goods: 2000n, commission: 100n },
  ];
  const order = { revenue: 11_000n, lines };
  const reversed = (refunds: Refunds) => afterRefundsByLine(order, refunds).commissionReversed;

  test('of a line take that line’s part of the commission and nothing else', () => {
    expect(reversed(refundOf({ a: 5000n }))).toBe(1000n);
    expect(reversed(refundOf({ a: 2500n }))).toBe(500n);
    expect(reversed(refundOf({ b: 3000n }))).toBe(0n);
    expect(reversed(refundOf({ a: 9999n }))).toBe(1000n);
  });

  test('of an amount are spread over what remains of the lines, shipping and tax taking their part', () => {
    // A tenth of 110.00, of which 100.00 are goods: a tenth of each line.
    expect(refundsByLine(order, refundOf({}, 1100n)).map(({ refunded }) => refunded)).toEqual([
      500n,
      300n,
      200n,
    ]);
    expect(reversed(refundOf({}, 1100n))).toBe(110n);
  });

  test('of a line that is not there are of the order as a whole', () => {
    expect(reversed(refundOf({ elsewhere: 1100n }))).toBe(reversed(refundOf({}, 1100n)));
  });

  test('of all leave nothing, however they are told', () => {
    for (const all of [
      { ...none, isWhole: true },
      refundOf({}, 11_000n),
      refundOf({ a: 5000n, b: 3000n, c: 2000n }, 1000n),
    ]) {
      expect(afterRefundsByLine(order, all)).toEqual({
        refunded: 11_000n,
        commissionReversed: 1100n,
        isReversed: true,
      });
    }
  });

  test('of all goods leave the shipping, and no commission', () => {
    expect(afterRefundsByLine(order, refundOf({ a: 5000n, b: 3000n, c: 2000n }))).toEqual({
      refunded: 10_000n,
      commissionReversed: 1100n,
      isReversed: false,
    });
  });

  test('case 6: an amount without lines reverses its part: 30.00 of 100.00 at 20 % is 6.00', () => {
    const plain = { revenue: 10_000n, lines: [{ lineId: '1', goods: 10_000n, commission: 2000n }] };
    expect(afterRefundsByLine(plain, refundOf({}, 3000n)).commissionReversed).toBe(600n);
  });

  test('case 5: 40.00 of 100.00 at 25 % keeps 15.00, and all of it nothing', () => {
    const plain = { revenue: 10_000n, lines: [{ lineId: '1', goods: 10_000n, commission: 2500n }] };
    expect(2500n - afterRefundsByLine(plain, refundOf({}, 4000n)).commissionReversed).toBe(1500n);
    expect(afterRefundsByLine(plain, refundOf({}, 10_000n)).commissionReversed).toBe(2500n);
  });

  const anyRefunds = fc
    .record({
      nets: fc.dictionary(
        fc.constantFrom('a', 'b', 'c', 'd', 'unknown'),
        fc.bigInt({ min: 1n, max: 99_999n }),
      ),
      besides: fc.bigInt({ min: 0n, max: 99_999n }),
    })
    .map(({ nets, besides }) => refundOf(nets, besides));
  const anyLines = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }).chain((ids) =>
    fc.tuple(
      ...ids.map((lineId) =>
        fc.record({
          lineId: fc.constant(lineId),
          goods: fc.bigInt({ min: 0n, max: 50_000n }),
          commission: fc.bigInt({ min: 0n, max: 50_000n }),
        }),
      ),
    ),
  );

  test('never take more than there is, of any line or of the order, nor less than nothing', () => {
    fc.assert(
      fc.property(
        anyLines,
        anyRefunds,
        fc.bigInt({ min: -20_000n, max: 20_000n }),
        (some, refunds, beside) => {
          const goods = sum(some.map((one) => one.goods));
          const revenue = goods + beside < 0n ? 0n : goods + beside;
          const left = afterRefundsByLine({ revenue, lines: some }, refunds);
          const each = refundsByLine({ revenue, lines: some }, refunds);
          expect(left.refunded >= 0n && left.refunded <= revenue).toBe(true);
          expect(left.commissionReversed).toBe(sum(each.map((one) => one.commissionReversed)));
          for (const [place, one] of each.entries()) {
            const { goods: most = 0n, commission: owed = 0n } = some[place] ?? {};
            expect(one.refunded >= 0n && one.refunded <= most).toBe(true);
            expect(one.commissionReversed >= 0n && one.commissionReversed <= owed).toBe(true);
          }
          if (left.isReversed) expect(left.commissionReversed).toBe(sum(some.map((one) => one.commission)));
        },
      ),
      runs,
    );
  });

  test('take at least what a line’s own refunds take of it', () => {
    fc.assert(
      fc.property(anyLines, anyRefunds, (some, refunds) => {
        const revenue = sum(some.map((one) => one.goods));
        for (const [place, one] of refundsByLine({ revenue, lines: some }, refunds).entries()) {
          const { lineId = '', goods = 0n } = some[place] ?? {};
          const own = refunds.byLine.get(lineId) ?? 0n;
          expect(one.refunded >= (own > goods ? goods : own)).toBe(true);
        }
      }),
      runs,
    );
  });
});
