import type { PlacedLine } from '../orders/order-line-rules.ts';
import type { Choosing } from './choose-rule.ts';
import type { Explanation } from './explanation.ts';
import type { Goods, Payee } from './rule.ts';

/** A line of an order with what rules tell goods apart by. */
export interface OrderLine extends PlacedLine, Goods {
  lineId: string;
  /** A decimal number above zero. */
  quantity: string;
}

/** An order as its commissions are rated. */
export interface RatedOrder {
  revenue: bigint;
  /** None: its revenue is all that counts, as one line. */
  lines: readonly OrderLine[];
  orderedAt: Date;
  /** A commission that a trusted caller named: the last word. */
  given: bigint | null;
}

/** What an order is rated by. {@link neededFor} says what of it must be read beforehand. */
export interface RatingContext extends Omit<Choosing, 'at' | 'payee'> {
  payee: Payee & {
    /** When the affiliate was deactivated; null while active. */
    inactiveSince: Date | null;
  };
  /** The hub's rate where no rule fits, in basis points. */
  defaultBps: number;
  /** Of the programme: in it, months begin and end. */
  timeZone: string;
  /** By rule id, for rules with tiers: the affiliate's net commissionable revenue in the window before the order. */
  volumes: ReadonlyMap<number, bigint>;
  /** By rule id, for rules with a cap a month: the cap without what the month's commissions come to, net of reversals. */
  leftOfMonth: ReadonlyMap<number, bigint>;
}

/** The commission on a line of an order, with everything that is frozen with it. */
export interface RatedLine {
  /** From 1, as the lines were sent; 0 for an order without lines. */
  position: number;
  lineId: string | null;
  /** What of the line counts; the sum of an affiliate's bases is the volume of tiers. */
  base: bigint;
  source: Explanation['source'];
  ruleId: number | null;
  rateBps: number | null;
  amount: bigint;
  holdDays: number;
  autoApprove: boolean;
  explanation: Explanation;
}

/** The commissions on an order, in the order of its lines. */
export interface OrderCommissions {
  lines: RatedLine[];
  total: bigint;
}

/** A line, or all of an order that has none. */
export type AnyLine = Omit<OrderLine, 'lineId'> & { lineId: string | null };

/** Returns an order's lines; of one without, a line of all its revenue. */
export function linesOf({ lines, revenue }: Pick<RatedOrder, 'lines' | 'revenue'>): readonly AnyLine[] {
  if (lines.length > 0) return lines;
  const nothing = { discount: 0n, fees: 0n, shipping: 0n, tax: 0n };
  const anyGoods = { sku: null, productId: null, categories: [] };
  return [{ ...anyGoods, ...nothing, lineId: null, quantity: '1', net: revenue }];
}
