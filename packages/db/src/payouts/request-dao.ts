import { eq, sql } from 'drizzle-orm';
import { cursorId } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { payoutRequests } from './tables.ts';

export type RequestRow = typeof payoutRequests.$inferSelect;

/** What affiliates ask to be paid. */
export class RequestDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the open requests in a currency, by affiliate. `isLocked`: until the transaction ends. */
  async getOpen({
    storefrontId,
    currency,
    affiliateIds,
    isLocked,
  }: {
    storefrontId: number;
    currency: string;
    affiliateIds?: readonly number[] | undefined;
    isLocked: boolean;
  }): Promise<RequestRow[]> {
    const of =
      affiliateIds === undefined
        ? sql`true`
        : sql`${payoutRequests.affiliateId} = ANY (${sql.param([...affiliateIds])}::integer[])`;
    const query = this.#db
      .select()
      .from(payoutRequests)
      .where(
        sql`${payoutRequests.storefrontId} = ${storefrontId} AND ${payoutRequests.currency} = ${currency} AND ${payoutRequests.state} = 'requested' AND ${of}`,
      )
      .orderBy(payoutRequests.affiliateId);
    return isLocked ? query.for('no key update') : query;
  }

  /** Puts requests into a batch, or, when it was cancelled, back to those that wait. */
  async setBatched(ids: readonly number[], isBatched: boolean): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .update(payoutRequests)
      .set({ state: isBatched ? 'batched' : 'requested' })
      .where(sql`${payoutRequests.id} = ANY (${sql.param([...ids])}::bigint[])`);
  }

  /** Locks a request until the transaction ends; null when there is none. */
  async lock(id: number): Promise<RequestRow | null> {
    const [row] = await this.#db
      .select()
      .from(payoutRequests)
      .where(sql`${payoutRequests.id} = ${cursorId(id)}`)
      .for('no key update');
    return row ?? null;
  }

  async update(id: number, change: Partial<RequestRow>): Promise<void> {
    await this.#db.update(payoutRequests).set(change).where(eq(payoutRequests.id, id));
  }
}
