import type { AttributionRow, OrderStore, StoredOrder } from '@dreamteamhub/db/orders';
import { parseMinor } from '../../platform/money.ts';
import { bookUncredited, reversalColumns, rollupChanges, sumOrAll } from './order-books.ts';
import {
  amountsOfCredited,
  type OrderCommissions,
  reversalOfAll,
  type Taken,
  type TakingCause,
  takenFrom,
} from './order-commissions.ts';
import { afterRefunds } from './rules.ts';

/** What refunds and disputes of an order come to, before and after one was reported. */
export interface Taking {
  storefrontId: number;
  /** Null: no trusted reporter placed it (yet). */
  order: StoredOrder | null;
  before: Taken;
  after: Taken;
  cause: TakingCause;
}

/**
 * Writes what all refunds and disputes of an order together take from its attributions, or from its storefront's figures
 * when nobody is credited with it; the caller holds the order's lock.
 */
export async function bookReversals(
  { orders, commissions }: { orders: OrderStore; commissions: OrderCommissions },
  attributions: readonly AttributionRow[],
  taking: Taking,
): Promise<void> {
  const { storefrontId, order, before, after } = taking;
  if (order !== null && !attributions.some(({ kind }) => kind === 'verified')) {
    const { currency, orderedAt } = order;
    const uncredited = { storefrontId, currency, orderedAt, revenue: parseMinor(order.revenue, currency) };
    await bookUncredited(orders, uncredited, { before: before.refunds, after: after.refunds });
  }
  const changes: { before: AttributionRow; after: AttributionRow }[] = [];
  for (const row of attributions) {
    const reversed =
      row.kind === 'claim' ? claimAfter(row, taking) : await verifiedAfter(commissions, row, taking);
    changes.push({ before: row, after: reversed });
  }
  await orders.updateReversals(changes.map((change) => change.after));
  await orders.addToRollups(rollupChanges(changes));
}

/** A claim knows nothing of the order's lines, and nothing is owed for it. */
function claimAfter(row: AttributionRow, { after }: Taking): AttributionRow {
  const amounts = {
    commission: parseMinor(row.commission, row.currency),
    revenue: parseMinor(row.revenue, row.currency),
  };
  return { ...row, ...reversalColumns(afterRefunds(amounts, sumOrAll(after.refunds)), row.currency) };
}

async function verifiedAfter(
  commissions: OrderCommissions,
  row: AttributionRow,
  { order, before, after, cause }: Taking,
): Promise<AttributionRow> {
  const amounts = amountsOfCredited(row, order);
  const parts = await commissions.getParts(row, order, before);
  const taken = takenFrom(amounts, parts, after);
  await commissions.take(row, taken, cause);
  return { ...row, ...reversalColumns(reversalOfAll(amounts, after.refunds, taken), row.currency) };
}
