import { isAllRefunded, type Refunds, refundsByLine } from '../orders/order-line-rules.ts';
import { reversal } from '../orders/rules.ts';

/** A dispute as it stands now. A later message of the same dispute replaces an earlier one. */
export interface Dispute {
  state: 'opened' | 'won' | 'lost';
  /** In the basis of the order's revenue; null: all of it. */
  amount: bigint | null;
}

/** A commission on a line, as it was frozen. */
export interface ReversibleLine {
  position: number;
  /** Null: the order has no lines, and this is all of it. */
  lineId: string | null;
  /** What the customer paid for the line's goods; of an order without lines, its revenue. */
  goods: bigint;
  base: bigint;
  amount: bigint;
}

/** What refunds and disputes take from the commission on a line. */
export interface ReversedLine {
  position: number;
  /** Taken back for good, by refunds and lost disputes together. */
  reversed: bigint;
  /** What open disputes would take besides. With `reversed`, at most the amount. */
  held: bigint;
  /** The part of the base that was given back: volumes are net of it. */
  baseReversed: bigint;
}

/**
 * Returns what all refunds and disputes of an order together take from each line's commission, whatever order they came in.
 * It is the whole amount for each line, not what is new: compared with what was reversed before, a line may get a unit back
 * that another loses, because shares are allocated by largest remainder. Money that was refunded and lost in a dispute is
 * taken once, as a commission is never reversed beyond its amount.
 */
export function reverseLines(
  { revenue, lines }: { revenue: bigint; lines: readonly ReversibleLine[] },
  { refunds, disputes }: { refunds: Refunds; disputes: readonly Dispute[] },
): ReversedLine[] {
  const order = {
    revenue,
    lines: lines.map(({ lineId, goods, amount }) => ({ lineId: lineId ?? '', goods, commission: amount })),
  };
  const isLost = ({ state }: Dispute) => state === 'lost';
  const isLostOrOpen = ({ state }: Dispute) => state !== 'won';
  const lost = withDisputes(refunds, disputes.filter(isLost));
  const isAll = isAllRefunded(revenue, lost);
  const taken = refundsByLine(order, lost);
  const atMost = refundsByLine(order, withDisputes(refunds, disputes.filter(isLostOrOpen)));
  return lines.map(({ position, base, goods }, place) => {
    const { commissionReversed: reversed = 0n, refunded = 0n } = taken[place] ?? {};
    const reversedAtMost = atMost[place]?.commissionReversed ?? 0n;
    return {
      position,
      reversed,
      held: reversedAtMost > reversed ? reversedAtMost - reversed : 0n,
      baseReversed: isAll ? base : reversal(base, goods, refunded),
    };
  });
}

function withDisputes({ total, isWhole, byLine }: Refunds, disputes: readonly Dispute[]): Refunds {
  return {
    total: disputes.reduce((sum, { amount }) => sum + (amount ?? 0n), total),
    isWhole: isWhole || disputes.some(({ amount }) => amount === null),
    byLine,
  };
}
