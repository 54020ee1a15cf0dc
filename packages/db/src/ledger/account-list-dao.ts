import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import type { AffiliateAccount, SharedAccount } from './tables.ts';

/** Accounts of a kind, summed over a time; decimal strings. */
export interface AccountSum {
  storefront: string;
  kind: AffiliateAccount | SharedAccount;
  currency: string;
  /** Credits less debits before `from`. */
  opening: string;
  debits: string;
  credits: string;
  /** Credits less debits before `to`. */
  closing: string;
}

/** The ledger's accounts as an accountant reads them. */
export class AccountListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns all accounts that have moved before `to`, summed over [from, to); `storefrontId` null: of all storefronts. */
  async getSums(range: {
    storefrontId: number | null;
    from?: Date | undefined;
    to?: Date | undefined;
  }): Promise<AccountSum[]> {
    const { storefrontId, from, to } = range;
    const isBefore = from === undefined ? sql`false` : sql`posted_at < ${from.toISOString()}::timestamptz`;
    // One pass over the transfers: both sides of each pair of accounts are summed once.
    const { rows } = await this.#db.execute<AccountSum & Record<string, unknown>>(sql`
      WITH pair AS MATERIALIZED (
        SELECT debit_id, credit_id, coalesce(sum(amount) FILTER (WHERE ${isBefore}), 0) AS before,
               coalesce(sum(amount) FILTER (WHERE NOT (${isBefore})), 0) AS within
        FROM ledger_transfers
        WHERE ${to === undefined ? sql`true` : sql`posted_at < ${to.toISOString()}::timestamptz`}
        GROUP BY debit_id, credit_id),
      side AS (
        SELECT debit_id AS account_id, -before AS opening, within AS debits, 0 AS credits FROM pair
        UNION ALL
        SELECT credit_id, before, 0, within FROM pair)
      SELECT storefront.slug AS storefront, account.kind, account.currency, sum(opening)::text AS opening,
             sum(debits)::text AS debits, sum(credits)::text AS credits,
             (sum(opening) + sum(credits) - sum(debits))::text AS closing
      FROM side JOIN ledger_accounts AS account ON account.id = side.account_id
      JOIN storefronts AS storefront ON storefront.id = account.storefront_id
      WHERE ${storefrontId === null ? sql`true` : sql`account.storefront_id = ${storefrontId}`}
      GROUP BY storefront.id, account.kind, account.currency
      ORDER BY storefront.slug, account.currency, min(account.affiliate_id) IS NULL, account.kind`);
    return rows;
  }
}
