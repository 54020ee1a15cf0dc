/** The rules for orders with lines: pure, amounts in minor units of the order's currency. */

import { allocate, divideHalfUp, lesser } from '../../platform/money.ts';
import { type Commission, type CommissionTerms, commissionMinor, type Reversal, reversal } from './rules.ts';

/** An order's amounts as its shop reports them; null for what it does not say. */
export interface ReportedAmounts {
  /** What the customer pays; optional with lines. */
  revenue: bigint | null;
  shipping: bigint | null;
  tax: bigint | null;
  /** May be negative. */
  fees: bigint | null;
  /** On the order as a whole. */
  discount: bigint | null;
  /** Whether the lines' nets have the discount in them already. */
  isDiscountIncluded: boolean;
  lines: readonly { net: bigint; tax: bigint | null }[];
}

/** A line with its shares of what the order has as a whole: over all lines, each adds up to the order's amount. */
export interface PlacedLine {
  net: bigint;
  /** Its share of a discount that the nets do not have in them. */
  discount: bigint;
  fees: bigint;
  shipping: bigint;
  tax: bigint;
}

export interface PlacedAmounts {
  revenue: bigint;
  /** Null: neither the order nor a line says any. */
  tax: bigint | null;
  lines: PlacedLine[];
}

/** Amounts of an order that contradict each other. */
export interface AmountProblem {
  field: 'revenue' | 'tax' | 'discount' | 'fees';
  stated: bigint;
  /** What the other amounts come to. */
  counted: bigint;
}

/**
 * Places an order: works out what it comes to and what its lines' shares are, by net after discount. Without lines, its
 * revenue is what was stated. Returns the contradiction when the amounts do not add up.
 */
export function placeAmounts(reported: ReportedAmounts): PlacedAmounts | { problem: AmountProblem } {
  const { lines } = reported;
  if (lines.length === 0) return { revenue: reported.revenue ?? 0n, tax: reported.tax, lines: [] };
  const nets = lines.map(({ net }) => net);
  const net = sum(nets);
  const discount = reported.isDiscountIncluded ? 0n : (reported.discount ?? 0n);
  if (discount > net) return { problem: { field: 'discount', stated: discount, counted: net } };
  const discounts = allocate(discount, nets);
  const goods = lines.map((line, place) => line.net - at(discounts, place));

  const lineTaxes = lines.map(({ tax }) => tax ?? 0n);
  const isTaxed = reported.tax !== null || lines.some(({ tax }) => tax !== null);
  const tax = reported.tax ?? sum(lineTaxes);
  const taxBesideLines = tax - sum(lineTaxes);
  if (taxBesideLines < 0n) return { problem: { field: 'tax', stated: tax, counted: sum(lineTaxes) } };

  const { shipping, fees } = { shipping: reported.shipping ?? 0n, fees: reported.fees ?? 0n };
  const revenue = net - discount + shipping + tax + fees;
  if (revenue < 0n) return { problem: { field: 'fees', stated: fees, counted: revenue - fees } };
  // A shop that keeps the discount out of its lines may keep it out of its total as well.
  const isStated = [null, revenue, revenue + discount].includes(reported.revenue);
  if (!isStated) {
    return { problem: { field: 'revenue', stated: reported.revenue as bigint, counted: revenue } };
  }
  const shares = {
    // No line earns less than nothing, even if a fee takes more than the goods.
    fees: allocate(fees < -sum(goods) ? -sum(goods) : fees, goods),
    shipping: allocate(shipping, goods),
    tax: allocate(taxBesideLines, goods),
  };
  return {
    revenue,
    tax: isTaxed ? tax : null,
    lines: lines.map((line, place) => ({
      net: line.net,
      discount: at(discounts, place),
      fees: at(shares.fees, place),
      shipping: at(shares.shipping, place),
      tax: at(lineTaxes, place) + at(shares.tax, place),
    })),
  };
}

/** What of an order, beside goods and fees, its commission counts. */
export interface BaseOptions {
  includeShipping: boolean;
  includeTax: boolean;
}

/** Returns a line's part of the base that commissions are computed on. */
export function baseOf(
  line: PlacedLine,
  { includeShipping, includeTax }: BaseOptions = { includeShipping: false, includeTax: false },
): bigint {
  return goodsOf(line) + line.fees + (includeShipping ? line.shipping : 0n) + (includeTax ? line.tax : 0n);
}

/** Returns what the customer pays for a line's goods: its net after all discounts. */
export function goodsOf({ net, discount }: Pick<PlacedLine, 'net' | 'discount'>): bigint {
  return net - discount;
}

/**
 * Returns the commission on an order with lines, and each line's part of it. A given amount is spread over the lines by
 * what their goods cost; otherwise each line is rounded by itself.
 */
export function commissionOnLines(
  lines: readonly PlacedLine[],
  terms: CommissionTerms,
): Commission & { byLine: bigint[] } {
  const byLine =
    terms.given === null
      ? lines.map((line) => commissionMinor(baseOf(line), terms.ownBasisPoints ?? terms.defaultBasisPoints))
      : allocate(terms.given, lines.map(goodsOf));
  return {
    amount: sum(byLine),
    source: terms.given !== null ? 'given' : terms.ownBasisPoints === null ? 'default' : 'own',
    basisPoints: terms.given !== null ? null : (terms.ownBasisPoints ?? terms.defaultBasisPoints),
    byLine,
  };
}

/** All refunds of an order together. */
export interface Refunds {
  /** Sum of those with an amount, those by line included. */
  total: bigint;
  /** One of them was for all that remained. */
  isWhole: boolean;
  /** Sums of what was given back of single lines, by the line's id; the ids may be unknown. */
  byLine: ReadonlyMap<string, bigint>;
}

export const NO_REFUNDS: Refunds = { total: 0n, isWhole: false, byLine: new Map() };

/** A line as refunds are counted against it. */
export interface RefundableLine {
  lineId: string;
  /** What the customer paid for its goods. */
  goods: bigint;
  commission: bigint;
}

/** What refunds take from a line. */
export interface LineReversal {
  /** At most its goods. */
  refunded: bigint;
  commissionReversed: bigint;
}

/**
 * Returns what all refunds of an order together take from each of its lines, whatever order they came in: what was given
 * back of a line, and of everything else the part that falls on goods, spread by what remains of each.
 */
export function refundsByLine(
  { revenue, lines }: { revenue: bigint; lines: readonly RefundableLine[] },
  refunds: Refunds,
): LineReversal[] {
  if (isAllRefunded(revenue, refunds)) {
    return lines.map(({ goods, commission }) => ({ refunded: goods, commissionReversed: commission }));
  }
  if (lines.length === 0) return [];
  const named = lines.map(({ lineId }) => refunds.byLine.get(lineId) ?? 0n);
  const ofLine = lines.map(({ goods }, place) => lesser(at(named, place), goods));
  const remaining = lines.map(({ goods }, place) => goods - at(ofLine, place));
  const remainingGoods = sum(remaining);
  const remainingRevenue = revenue - sum(ofLine);
  const unnamed = refunds.total - sum(named);
  const onGoods =
    unnamed <= 0n
      ? 0n
      : unnamed >= remainingRevenue
        ? remainingGoods
        : lesser(divideHalfUp(unnamed * remainingGoods, remainingRevenue), remainingGoods);
  const shares = allocate(onGoods, remaining);
  return lines.map(({ goods, commission }, place) => {
    const refunded = at(ofLine, place) + at(shares, place);
    return { refunded, commissionReversed: reversal(commission, goods, refunded) };
  });
}

/** Returns what all refunds of an order with lines together take from its attribution. */
export function afterRefundsByLine(
  order: { revenue: bigint; lines: readonly RefundableLine[] },
  refunds: Refunds,
): Reversal {
  const isReversed = isAllRefunded(order.revenue, refunds);
  return {
    refunded: isReversed ? order.revenue : refunds.total,
    commissionReversed: sum(
      refundsByLine(order, refunds).map(({ commissionReversed }) => commissionReversed),
    ),
    isReversed,
  };
}

/** Whether refunds leave nothing of an order with that revenue. */
export function isAllRefunded(revenue: bigint, { total, isWhole }: Refunds): boolean {
  return isWhole || (total > 0n && total >= revenue);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function at(amounts: readonly bigint[], place: number): bigint {
  return amounts[place] ?? 0n;
}
