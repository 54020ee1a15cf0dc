import { sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';

/** An amount that was set aside: perhaps it was paid out, perhaps not. */
export interface SuspendedAmount {
  /** Of the transfer. */
  id: number;
  storefrontId: number;
  storefront: string;
  affiliateId: number;
  affiliateHandle: string;
  affiliateName: string;
  conversionId: number;
  orderId: string;
  currency: string;
  amount: string;
  reason: string | null;
  at: Date;
  /** Somebody has decided it. */
  isDecided: boolean;
}

/** What the transfer that decides an amount is caused by, beside `migrate`. */
export const decisionOf = (transferId: number) => `decision on ${transferId}`;

/** Amounts that were set aside for a person to decide. */
export class SuspenseDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page of those that nobody has decided, newest first. */
  async getOpen({
    storefrontId,
    afterId,
    limit,
  }: PageRequest & {
    /** Null: of all storefronts. */
    storefrontId: number | null;
  }): Promise<Page<SuspendedAmount>> {
    const own = storefrontId === null ? sql`true` : sql`account.storefront_id = ${storefrontId}`;
    const after = afterId === undefined ? sql`true` : sql`transfer.id < ${cursorId(afterId)}`;
    const rows = await this.#select(
      sql`${own} AND ${after} AND NOT ${isDecided} ORDER BY transfer.id DESC LIMIT ${limit + 1}`,
    );
    return toPage(rows, limit);
  }

  /** Returns the amount that a transfer set aside, or null. Waits for whoever decides it at the same moment. */
  async lock(transferId: number): Promise<SuspendedAmount | null> {
    // Transfers never change, so that their rows cannot be locked for this.
    await this.#db.execute(
      sql`SELECT pg_advisory_xact_lock(hashtextextended('suspense ' || ${transferId}::bigint, 0))`,
    );
    const [row] = await this.#select(sql`transfer.id = ${transferId}::bigint`);
    return row ?? null;
  }

  async #select(where: ReturnType<typeof sql>): Promise<SuspendedAmount[]> {
    const { rows } = await this.#db.execute<
      Omit<SuspendedAmount, 'id' | 'at'> & { id: string; at: string }
    >(sql`
      SELECT transfer.id, account.storefront_id AS "storefrontId", storefront.slug AS storefront,
             affiliate.id AS "affiliateId", affiliate.handle AS "affiliateHandle", affiliate.name AS "affiliateName",
             attribution.id AS "conversionId", attribution.order_id AS "orderId", transfer.currency,
             transfer.amount::text AS amount, transfer.reason, transfer.posted_at::text AS at, ${isDecided} AS "isDecided"
      FROM ledger_accounts AS account
      JOIN ledger_transfers AS transfer ON transfer.debit_id = account.id AND transfer.cause = 'migrate'
      JOIN storefronts AS storefront ON storefront.id = account.storefront_id
      JOIN aff_attributions AS attribution
        ON attribution.id = CASE WHEN transfer.cause_id ~ '^[0-9]{1,9}$' THEN transfer.cause_id::integer END
      JOIN affiliates AS affiliate ON affiliate.id = attribution.affiliate_id
      WHERE account.kind = 'suspense' AND ${where}`);
    return rows.map(({ id, at, ...row }) => ({ ...row, id: Number(id), at: new Date(at) }));
  }
}

const isDecided = sql`EXISTS (
  SELECT FROM ledger_transfers AS decision WHERE decision.cause = 'migrate' AND decision.cause_id = 'decision on ' || transfer.id)`;
