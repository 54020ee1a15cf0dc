import { and, eq, type SQL, sql } from 'drizzle-orm';
import { disputes } from '../commissions/tables.ts';
import type { Transaction } from '../database.ts';
import { orderKeyOf } from './order-key.ts';
import type { OrderKey } from './order-types.ts';

export type DisputeRow = typeof disputes.$inferSelect;

/** A dispute of an order's payment: the payment provider's id of it, within the order. */
export interface DisputeKey extends OrderKey {
  isOrderShadowed: boolean;
  disputeId: string;
}

/** Disputes of orders. The caller holds the order's lock. */
export class DisputeDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /** Returns a dispute; null when it was not reported. */
  async getDispute(key: DisputeKey): Promise<DisputeRow | null> {
    const [row] = await this.#tx.select().from(disputes).where(isDispute(key));
    return row ?? null;
  }

  /** Stores a dispute as it is reported first; `amount` is a decimal string. */
  async insertDispute(
    key: DisputeKey,
    { amount, state }: Pick<DisputeRow, 'amount' | 'state'>,
  ): Promise<void> {
    const { storefrontId, orderId, disputeId } = key;
    await this.#tx.insert(disputes).values({
      ...{ storefrontId, orderId, disputeId, amount, state },
      orderKey: orderKeyOf(key),
      closedAt: state === 'opened' ? null : sql`now()`,
    });
  }

  /** Closes a dispute, or closes it otherwise. */
  async closeDispute(key: DisputeKey, state: 'won' | 'lost'): Promise<void> {
    await this.#tx
      .update(disputes)
      .set({ state, closedAt: sql`now()`, changes: sql`${disputes.changes} + 1` })
      .where(isDispute(key));
  }
}

function isDispute(key: DisputeKey): SQL | undefined {
  return and(
    eq(disputes.storefrontId, key.storefrontId),
    eq(disputes.orderKey, orderKeyOf(key)),
    eq(disputes.disputeId, key.disputeId),
  );
}
