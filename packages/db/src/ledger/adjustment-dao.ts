import { and, desc, eq, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { ledgerAdjustments } from './tables.ts';

export type AdjustmentRow = typeof ledgerAdjustments.$inferSelect;

/** Adjustments and write-offs: proposed by one person, decided by another. */
export class AdjustmentDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async propose(row: typeof ledgerAdjustments.$inferInsert): Promise<AdjustmentRow> {
    const [stored] = await this.#db.insert(ledgerAdjustments).values(row).returning();
    if (stored === undefined) throw new Error('the insert of an adjustment returned no row');
    return stored;
  }

  /** Locks a proposal until the transaction ends; null when there is none. */
  async lock(id: number): Promise<AdjustmentRow | null> {
    const [row] = await this.#db
      .select()
      .from(ledgerAdjustments)
      .where(eq(ledgerAdjustments.id, id))
      .for('no key update');
    return row ?? null;
  }

  async decide(
    id: number,
    decision: Pick<AdjustmentRow, 'state' | 'decidedBy' | 'isSelfApproved'>,
  ): Promise<AdjustmentRow> {
    const [row] = await this.#db
      .update(ledgerAdjustments)
      .set({ ...decision, decidedAt: sql`now()` })
      .where(eq(ledgerAdjustments.id, id))
      .returning();
    if (row === undefined) throw new Error(`there is no adjustment ${id}`);
    return row;
  }

  /** Returns one page, newest first. */
  async list(
    request: PageRequest & { affiliateId?: number | undefined; storefrontId: number | null },
  ): Promise<Page<AdjustmentRow>> {
    const { affiliateId, storefrontId, afterId, limit } = request;
    const rows = await this.#db
      .select()
      .from(ledgerAdjustments)
      .where(
        and(
          affiliateId === undefined ? undefined : eq(ledgerAdjustments.affiliateId, affiliateId),
          storefrontId === null ? undefined : eq(ledgerAdjustments.storefrontId, storefrontId),
          afterId === undefined ? undefined : sql`${ledgerAdjustments.id} < ${cursorId(afterId)}`,
        ),
      )
      .orderBy(desc(ledgerAdjustments.id))
      .limit(limit + 1);
    return toPage(rows, limit);
  }
}
