import { eq, getTableColumns, sql } from 'drizzle-orm';
import { numberArray } from '../core/pg-array.ts';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { payoutDetails } from './tables.ts';

export type PayoutDetailsRow = typeof payoutDetails.$inferSelect;

/** With the mail address of who changed it; the id of somebody who was erased. */
export interface PayoutDetailsView extends PayoutDetailsRow {
  changer: string;
  /** By the database's clock. */
  isOnHold: boolean;
}

/** Where affiliates are paid to. Changes run in a transaction that has locked the affiliate. */
export class PayeeDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async find(affiliateId: number): Promise<PayoutDetailsView | null> {
    const [row] = await this.#db
      .select({
        ...getTableColumns(payoutDetails),
        changer: sql<string>`coalesce(${authUsers.email}, ${payoutDetails.changedBy})`,
        isOnHold: sql<boolean>`${payoutDetails.usableFrom} > clock_timestamp()`,
      })
      .from(payoutDetails)
      .leftJoin(authUsers, eq(authUsers.id, payoutDetails.changedBy))
      .where(eq(payoutDetails.affiliateId, affiliateId));
    return row ?? null;
  }

  /** Returns the details of these affiliates, however many they are. */
  getMany(affiliateIds: readonly number[]): Promise<PayoutDetailsRow[]> {
    const ids = numberArray(affiliateIds, (id) => id);
    return this.#db
      .select()
      .from(payoutDetails)
      .where(sql`${payoutDetails.affiliateId} = ANY (${ids}::integer[])`);
  }

  /** Stores details in place of those before. They are usable after some hours. */
  async store({
    holdHours,
    ...details
  }: Pick<PayoutDetailsRow, 'affiliateId' | 'method' | 'sealed' | 'hint' | 'changedBy'> & {
    holdHours: number;
  }): Promise<PayoutDetailsRow> {
    const values = {
      ...details,
      usableFrom: sql`now() + make_interval(hours => ${holdHours})`,
      changedAt: sql`now()`,
    };
    const [row] = await this.#db
      .insert(payoutDetails)
      .values(values)
      .onConflictDoUpdate({
        target: payoutDetails.affiliateId,
        set: { ...values, version: sql`${payoutDetails.version} + 1` },
      })
      .returning();
    if (row === undefined) throw new Error('the insert of payout details returned no row');
    return row;
  }

  /** Returns the mail addresses of those who may change money. */
  async getOperatorAddresses(): Promise<string[]> {
    const { rows } = await this.#db.execute<{ email: string }>(sql`
      SELECT email FROM auth_users WHERE removed_at IS NULL AND role IN ('owner', 'operator') ORDER BY email`);
    return rows.map(({ email }) => email);
  }
}
