import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { UNSETTLED } from './batch-dao.ts';

/** What could be paid now in a storefront and a currency; decimal strings. */
export interface DueRow {
  storefront: string;
  currency: string;
  /** Of affiliates with at least the minimum. */
  amount: string;
  affiliates: number;
  minimum: string;
}

/** How many payouts wait for somebody. */
export interface WaitingPayouts {
  requests: number;
  toApprove: number;
  toSubmit: number;
  unsettled: number;
  mismatches: number;
}

/** A batch of which nobody knows whether its provider got it. */
export interface UnknownBatch {
  id: number;
  rail: string;
}

/** What is due, and what waits. `storefrontId` null: of all storefronts. */
export class DueDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Currencies in which nobody has enough are left out. */
  async getDue(storefrontId: number | null): Promise<DueRow[]> {
    const { rows } = await this.#db.execute<DueRow & Record<string, unknown>>(sql`
      SELECT storefront.slug AS storefront, balance.currency::text, sum(credits - debits)::text AS amount,
             count(*)::integer AS affiliates, coalesce(settings.minimum, 0.00)::text AS minimum
      FROM ledger_balances AS balance JOIN storefronts AS storefront ON storefront.id = balance.storefront_id
      LEFT JOIN payout_settings AS settings ON settings.storefront_id = storefront.id
      WHERE balance.kind = 'payable' AND credits > debits AND credits - debits >= coalesce(settings.minimum, 0)
        AND ${storefrontId === null ? sql`true` : sql`balance.storefront_id = ${storefrontId}`}
      GROUP BY 1, 2, 5 ORDER BY 1, 2`);
    return rows;
  }

  async countWaiting(storefrontId: number | null): Promise<WaitingPayouts> {
    const own = storefrontId === null ? sql`true` : sql`storefront_id = ${storefrontId}`;
    const { rows } = await this.#db.execute<WaitingPayouts & Record<string, unknown>>(sql`
      SELECT (SELECT count(*)::integer FROM payout_requests WHERE state = 'requested' AND ${own}) AS requests,
             count(*) FILTER (WHERE state = 'draft')::integer AS "toApprove",
             count(*) FILTER (WHERE state = 'approved')::integer AS "toSubmit",
             count(*) FILTER (WHERE state IN ${UNSETTLED})::integer AS unsettled,
             (SELECT count(*)::integer
              FROM payout_mismatches AS mismatch JOIN payout_items AS item ON item.id = mismatch.item_id
              JOIN payout_batches ON payout_batches.id = item.batch_id
              WHERE mismatch.decision IS NULL AND ${own}) AS mismatches
      FROM payout_batches WHERE ${own}`);
    const none = { requests: 0, toApprove: 0, toSubmit: 0, unsettled: 0, mismatches: 0 };
    return rows[0] ?? none;
  }

  /** Returns batches of which nobody has known for so long whether their provider got them. */
  async getLongUnknown(seconds: number): Promise<UnknownBatch[]> {
    const { rows } = await this.#db.execute<{ id: string; rail: string }>(sql`
      SELECT id, rail FROM payout_batches
      WHERE state = 'unknown' AND attempted_at < now() - make_interval(secs => ${seconds}) ORDER BY id`);
    return rows.map(({ id, rail }) => ({ id: Number(id), rail }));
  }
}
