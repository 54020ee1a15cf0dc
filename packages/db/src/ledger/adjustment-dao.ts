import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { storefronts } from '../storefronts/tables.ts';
import { ledgerAdjustments } from './tables.ts';

export type AdjustmentRow = typeof ledgerAdjustments.$inferSelect;

/** With the names of whom it is about, and the mail addresses of who proposed and decided it; ids of those who were erased. */
export interface AdjustmentView extends AdjustmentRow {
  storefront: string;
  affiliateHandle: string;
  affiliateName: string;
  creator: string;
  decider: string | null;
}

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
  ): Promise<void> {
    await this.#db
      .update(ledgerAdjustments)
      .set({ ...decision, decidedAt: sql`now()` })
      .where(eq(ledgerAdjustments.id, id));
  }

  /** Returns one page, newest first. */
  async list(
    request: PageRequest & {
      affiliateId?: number | undefined;
      state?: AdjustmentRow['state'] | undefined;
      /** Null: of all storefronts. */
      storefrontId: number | null;
    },
  ): Promise<Page<AdjustmentView>> {
    const { affiliateId, state, storefrontId, afterId, limit } = request;
    const rows = await this.#select(
      and(
        affiliateId === undefined ? undefined : eq(ledgerAdjustments.affiliateId, affiliateId),
        state === undefined ? undefined : eq(ledgerAdjustments.state, state),
        storefrontId === null ? undefined : eq(ledgerAdjustments.storefrontId, storefrontId),
        afterId === undefined ? undefined : sql`${ledgerAdjustments.id} < ${cursorId(afterId)}`,
      ),
      limit + 1,
    );
    return toPage(rows, limit);
  }

  async get(id: number): Promise<AdjustmentView | null> {
    const [row] = await this.#select(eq(ledgerAdjustments.id, id), 1);
    return row ?? null;
  }

  #select(where: SQL | undefined, limit: number): Promise<AdjustmentView[]> {
    const creator = alias(authUsers, 'creator');
    const decider = alias(authUsers, 'decider');
    return this.#db
      .select({
        ...getTableColumns(ledgerAdjustments),
        storefront: storefronts.slug,
        affiliateHandle: affiliates.handle,
        affiliateName: affiliates.name,
        creator: sql<string>`coalesce(${creator.email}, ${ledgerAdjustments.createdBy})`,
        decider: sql<string | null>`coalesce(${decider.email}, ${ledgerAdjustments.decidedBy})`,
      })
      .from(ledgerAdjustments)
      .innerJoin(storefronts, eq(storefronts.id, ledgerAdjustments.storefrontId))
      .innerJoin(affiliates, eq(affiliates.id, ledgerAdjustments.affiliateId))
      .leftJoin(creator, eq(creator.id, ledgerAdjustments.createdBy))
      .leftJoin(decider, eq(decider.id, ledgerAdjustments.decidedBy))
      .where(where)
      .orderBy(desc(ledgerAdjustments.id))
      .limit(limit);
  }
}
