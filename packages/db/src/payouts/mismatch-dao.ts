import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { payoutMismatches } from './tables.ts';

export type MismatchRow = typeof payoutMismatches.$inferSelect;

export type NewMismatch = Pick<MismatchRow, 'itemId' | 'currency' | 'amount' | 'reason'>;

/** Money that moved otherwise than the hub had it. */
export class MismatchDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async insert(rows: readonly NewMismatch[]): Promise<void> {
    if (rows.length > 0) await this.#db.insert(payoutMismatches).values([...rows]);
  }

  /** Returns by how much what left of items differed from what was owed; decimal strings, by item. */
  async sumOfItems(itemIds: readonly number[]): Promise<Map<number, string>> {
    const { rows } = await this.#db.execute<{ id: string; amount: string }>(sql`
      SELECT item_id AS id, sum(amount)::text AS amount FROM payout_mismatches
      WHERE item_id = ANY (${sql.param([...itemIds])}::bigint[]) GROUP BY item_id`);
    return new Map(rows.map(({ id, amount }) => [Number(id), amount]));
  }
}
