import type { Transaction } from '@dreamteamhub/db';
import type { CommissionedConversion, CommissionRow } from '@dreamteamhub/db/commissions';
import { OrderDao } from '@dreamteamhub/db/orders';
import { formatMinor } from '../../platform/money.ts';
import { refundsOf } from './order-books.ts';
import { amountsOfCredited, disputesOf, earlierLine, earlierParts, takenFrom } from './order-commissions.ts';

/** Returns the commissions of a conversion from before there were any, as they will be booked; writes nothing. */
export async function earlierRows(
  tx: Transaction,
  row: CommissionedConversion,
): Promise<Omit<CommissionRow, 'attributionId' | 'storefrontId' | 'affiliateId' | 'baseReversed'>[]> {
  const { currency, status, timestamp, updatedAt } = row;
  const { order, refunds } = await new OrderDao(tx).getOrderState(row);
  const parts = earlierParts(row, order);
  const taken = takenFrom(amountsOfCredited(row, order), parts, {
    refunds: refundsOf(refunds, currency),
    disputes: disputesOf(refunds.disputes, currency),
  });
  const write = (amount: bigint) => formatMinor(amount, currency);
  const approvedAt = status === 'approved' || status === 'paid' ? updatedAt : null;
  return parts.map((part) => {
    const { explanation, ...line } = earlierLine(row, order, part);
    const { reversed = 0n, held = 0n } = taken.find(({ position }) => position === part.position) ?? {};
    return {
      ...{ position: part.position, lineId: line.lineId, currency, source: line.source, ruleId: null },
      ...{ rateBps: line.rateBps, base: write(line.base), amount: write(line.amount) },
      ...{ reversed: write(reversed), held: write(status === 'void' ? 0n : held) },
      voided: write(status === 'void' ? line.amount - reversed : 0n),
      ...{ orderedAt: timestamp, maturesAt: timestamp, approvedAt, maturedAt: approvedAt },
      explanation: { ...explanation },
    };
  });
}
