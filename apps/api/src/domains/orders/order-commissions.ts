import type { CommissionRow } from '@dreamteamhub/db/commissions';
import type { AttributionRow, StoredDispute, StoredOrder } from '@dreamteamhub/db/orders';
import { parseMinor } from '../../platform/money.ts';
import type { CommissionOwner } from '../commissions/commission-book-service.ts';
import type { OrderToRate, RatedCommissions, RatedLine } from '../commissions/rating-service.ts';
import { type Dispute, type ReversedLine, reverseLines } from '../commissions/reversal-rules.ts';
import { amountsOf, commissionOf, type OrderAmounts, refundedOf, termsOf } from './order-books.ts';
import { baseOf, goodsOf, isAllRefunded, type Refunds } from './order-line-rules.ts';
import type { Reversal } from './rules.ts';

/** The commission on a line of an order, or on all of an order without lines, as refunds are counted against it. */
export interface CommissionPart {
  /** Of the line, from 1; 0: of an order without lines. */
  position: number;
  base: bigint;
  amount: bigint;
}

/** What refunds and disputes of an order have come to. */
export interface Taken {
  refunds: Refunds;
  disputes: readonly Dispute[];
}

/** Why refunds and disputes of an order come to something else now. */
export interface TakingCause {
  cause: 'refund' | 'dispute';
  /** Among those of its order: the same one is never booked twice. */
  id: string;
  actor?: string;
}

/** The commissions of orders in one transaction, which holds the orders' locks. */
export interface OrderCommissions {
  /** Rates an order by the rules of the affiliate who is credited with it; writes nothing. */
  rate(order: OrderToRate): Promise<RatedCommissions>;
  /** Stores the commissions of a new verified attribution, less what was taken before. */
  accrue(owner: CommissionOwner, rated: RatedCommissions, taken: readonly ReversedLine[]): Promise<void>;
  /**
   * Returns what a verified attribution earns by each line of its order. One from a version of the hub that kept no
   * commissions is booked first, as it stood before.
   */
  getParts(row: AttributionRow, order: StoredOrder | null, before: Taken): Promise<CommissionPart[]>;
  /** Books what all refunds and disputes of an order together take from its verified attribution. */
  take(row: AttributionRow, taken: readonly ReversedLine[], cause: TakingCause): Promise<void>;
  /** Returns what open disputes hold of an attribution's commissions, in minor units. */
  getHeld(row: { id: number; currency: string }): Promise<bigint>;
  /** Posts what has moved: the last step of the transaction. */
  post(): Promise<void>;
}

/** Returns disputes in minor units. */
export function disputesOf(disputes: readonly StoredDispute[], currency: string): Dispute[] {
  return disputes.map(({ state, amount }) => ({ state, amount: parseMinor(amount, currency) }));
}

/** Returns the amounts of a verified attribution's order: as it was placed, or as it was attributed. */
export function amountsOfCredited(row: AttributionRow, order: StoredOrder | null): OrderAmounts {
  return order === null ? { revenue: parseMinor(row.revenue, row.currency), lines: [] } : amountsOf(order);
}

/** Returns what refunds and disputes take from each part of an order's commission. */
export function takenFrom(
  { revenue, lines }: OrderAmounts,
  parts: readonly CommissionPart[],
  taken: Taken,
): ReversedLine[] {
  const reversible = parts.map(({ position, ...part }) => {
    const line = lines[position - 1];
    return {
      position,
      ...part,
      lineId: line?.lineId ?? null,
      goods: line === undefined ? revenue : goodsOf(line),
    };
  });
  return reverseLines({ revenue, lines: reversible }, taken);
}

/** Returns the reversal of an attribution as a whole. */
export function reversalOfAll(
  { revenue }: OrderAmounts,
  refunds: Refunds,
  taken: readonly ReversedLine[],
): Reversal {
  return {
    refunded: refundedOf({ revenue }, refunds),
    commissionReversed: taken.reduce((sum, { reversed }) => sum + reversed, 0n),
    isReversed: isAllRefunded(revenue, refunds),
  };
}

/** Returns the status that an order is credited with: it is approved where no line of it needs somebody to approve it. */
export function statusOf({ lines }: RatedCommissions): 'pending' | 'approved' {
  return lines.every(({ autoApprove }) => autoApprove) ? 'approved' : 'pending';
}

/** Returns stored commissions as parts. */
export function partsOf(rows: readonly CommissionRow[]): CommissionPart[] {
  return rows.map(({ position, base, amount, currency }) => ({
    position,
    base: parseMinor(base, currency),
    amount: parseMinor(amount, currency),
  }));
}

/** Returns the parts of an attribution by the one rate that it had when commissions were not kept by line. */
export function earlierParts(row: AttributionRow, order: StoredOrder | null): CommissionPart[] {
  const amounts = amountsOfCredited(row, order);
  const amount = parseMinor(row.commission, row.currency);
  if (amounts.lines.length === 0) return [{ position: 0, base: amounts.revenue, amount }];
  const { byLine } = commissionOf(amounts, termsOf(row));
  return amounts.lines.map((line, place) => ({
    position: place + 1,
    base: baseOf(line),
    amount: byLine[place] ?? 0n,
  }));
}

/** Returns a part as it would have been rated by that one rate. */
export function earlierLine(
  { commissionSource, commissionBps }: Pick<AttributionRow, 'commissionSource' | 'commissionBps'>,
  order: StoredOrder | null,
  { position, base, amount }: CommissionPart,
): RatedLine {
  const source = commissionSource === 'own' || commissionSource === 'default' ? commissionSource : 'given';
  const step =
    commissionBps === null
      ? ({ step: 'given', whole: `${amount}`, amount: `${amount}` } as const)
      : ({ step: 'percent', base: `${base}`, rateBps: commissionBps, amount: `${amount}` } as const);
  return {
    ...{ position, lineId: order?.lines[position - 1]?.lineId ?? null, base, source, amount },
    ...{ ruleId: null, rateBps: commissionBps, holdDays: 0, autoApprove: false },
    explanation: {
      ...{ source, rule: null, base: `${base}`, steps: [step] },
      ...{ customer: null, isLocked: false, passedOver: [] },
    },
  };
}
