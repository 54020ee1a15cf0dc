import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { payoutSettings } from './tables.ts';

export type PayoutSettingsRow = typeof payoutSettings.$inferSelect;

/** With the mail address of who changed it; the id of somebody who was erased. */
export interface PayoutSettingsView extends PayoutSettingsRow {
  changer: string;
}

/** How storefronts pay. */
export class PayoutSettingsDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Null: nobody has set anything. */
  async find(storefrontId: number): Promise<PayoutSettingsView | null> {
    const [row] = await this.#db
      .select({
        ...getTableColumns(payoutSettings),
        changer: sql<string>`coalesce(${authUsers.email}, ${payoutSettings.changedBy})`,
      })
      .from(payoutSettings)
      .leftJoin(authUsers, eq(authUsers.id, payoutSettings.changedBy))
      .where(eq(payoutSettings.storefrontId, storefrontId));
    return row ?? null;
  }

  /** Returns what is set, as it begins where nothing is, and locks it until the transaction ends. */
  async lock(storefrontId: number, changedBy: string): Promise<PayoutSettingsRow> {
    await this.#db.insert(payoutSettings).values({ storefrontId, changedBy }).onConflictDoNothing();
    const [row] = await this.#db
      .select()
      .from(payoutSettings)
      .where(eq(payoutSettings.storefrontId, storefrontId))
      .for('no key update');
    if (row === undefined) throw new Error(`storefront ${storefrontId} has no payout settings`);
    return row;
  }

  async update(
    storefrontId: number,
    change: Partial<Omit<PayoutSettingsRow, 'storefrontId' | 'changedAt'>>,
  ): Promise<void> {
    await this.#db
      .update(payoutSettings)
      .set({ ...change, changedAt: sql`now()` })
      .where(eq(payoutSettings.storefrontId, storefrontId));
  }
}
