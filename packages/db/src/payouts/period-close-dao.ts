import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { figures, listedStatements, periodHash, statementHash, sumsOf } from './statement-sql.ts';

/** Where a storefront's periods of a currency have come to. */
export interface PeriodChain {
  storefrontId: number;
  currency: string;
  /** Of the storefront's own zone; null: the hub's. */
  timeZone: string | null;
  /** The end of the last period; null: none is closed. */
  closedUntil: Date | null;
  /** Number of the last one; 0 for none. */
  lastNumber: number;
  /** When the first transfer of an affiliate was posted. */
  firstPostedAt: Date;
}

/** A time to close. */
export interface PeriodPlan {
  storefrontId: number;
  currency: string;
  number: number;
  startsAt: Date;
  endsAt: Date;
}

/** Closes periods. */
export class PeriodCloseDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Waits until what is being posted is stored. Alone in a transaction; throws 55P03 when that takes long. */
  async awaitTransfers(milliseconds: number): Promise<void> {
    await this.#db.execute(sql`SELECT set_config('lock_timeout', ${String(milliseconds)}, true)`);
    await this.#db.execute(sql`SELECT hub_await_transfers()`);
  }

  /** The database's clock: transfers have their times from it. */
  async getClock(): Promise<Date> {
    const { rows } = await this.#db.execute<{ now: string }>(
      sql`SELECT date_trunc('milliseconds', clock_timestamp())::text AS now`,
    );
    return new Date(String(rows[0]?.now));
  }

  /** Returns the chains of storefronts, or of one, in which something was ever posted. */
  async getChains(storefrontId: number | null): Promise<PeriodChain[]> {
    const { rows } = await this.#db.execute<
      Omit<PeriodChain, 'closedUntil' | 'firstPostedAt'> & {
        closedUntil: string | null;
        firstPostedAt: string;
      }
    >(sql`
      SELECT storefront.id AS "storefrontId", own.currency, storefront.time_zone AS "timeZone",
             last.ends_at::text AS "closedUntil", coalesce(last.number, 0) AS "lastNumber", first.posted_at::text AS "firstPostedAt"
      FROM (SELECT DISTINCT storefront_id, currency FROM ledger_accounts WHERE affiliate_id IS NOT NULL) AS own
      JOIN storefronts AS storefront ON storefront.id = own.storefront_id
      LEFT JOIN LATERAL (
        SELECT number, ends_at FROM payout_periods AS period
        WHERE period.storefront_id = own.storefront_id AND period.currency = own.currency ORDER BY number DESC LIMIT 1) AS last ON true
      JOIN LATERAL (
        SELECT least(min(posted_at), last.ends_at) AS posted_at FROM ledger_transfers
        WHERE last.ends_at IS NULL AND debit_id IN (
          SELECT id FROM ledger_accounts AS side WHERE side.storefront_id = own.storefront_id AND side.currency = own.currency)
      ) AS first ON first.posted_at IS NOT NULL OR last.ends_at IS NOT NULL
      WHERE ${storefrontId === null ? sql`true` : sql`storefront.id = ${storefrontId}`}
      ORDER BY storefront.id, own.currency`);
    return rows.map((row) => ({
      ...row,
      closedUntil: row.closedUntil === null ? null : new Date(row.closedUntil),
      firstPostedAt: new Date(row.firstPostedAt),
    }));
  }

  /**
   * Closes a period with its statements; returns its id. Throws `unique_violation` when somebody else has just done so. An
   * affiliate without money before and after, for whom nothing moved, has no statement.
   */
  async close(
    { storefrontId, currency, number, startsAt, endsAt }: PeriodPlan,
    closedBy: string,
  ): Promise<number> {
    const [from, to] = [
      sql`${startsAt.toISOString()}::timestamptz`,
      sql`${endsAt.toISOString()}::timestamptz`,
    ];
    const moved = sql`
      SELECT 1 AS key, transfer.* FROM ledger_transfers AS transfer
      JOIN ledger_accounts AS own ON own.id = transfer.debit_id AND own.storefront_id = ${storefrontId}
      WHERE transfer.currency = ${currency} AND posted_at >= ${from} AND posted_at < ${to}`;
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      WITH period AS (
        SELECT slug, ${currency}::text AS currency, ${number}::integer AS number, ${from} AS starts_at, ${to} AS ends_at,
               (SELECT hash FROM payout_periods AS last
                WHERE last.storefront_id = ${storefrontId} AND last.currency = ${currency} AND last.number = ${number}::integer - 1
               ) AS hash_before
        FROM storefronts WHERE id = ${storefrontId}),
      sums AS (${sumsOf(moved)}),
      before AS (
        SELECT DISTINCT ON (affiliate_id) statement.*
        FROM payout_statements AS statement JOIN payout_periods AS earlier ON earlier.id = period_id
        WHERE earlier.storefront_id = ${storefrontId} AND earlier.currency = ${currency}
        ORDER BY affiliate_id, earlier.number DESC),
      figures AS (
        SELECT affiliate_id, ${figures}
        FROM sums FULL JOIN before USING (affiliate_id)
        WHERE sums.affiliate_id IS NOT NULL OR before.pending <> 0 OR before.payable <> 0 OR before.held <> 0 OR before.in_payout <> 0),
      statements AS MATERIALIZED (
        SELECT figures.*, ${statementHash} AS hash
        FROM figures, (SELECT slug, currency, starts_at, ends_at FROM period) AS period),
      closed AS (
        INSERT INTO payout_periods (storefront_id, currency, number, starts_at, ends_at, closed_by, statement_count, hash)
        SELECT ${storefrontId}::integer, currency, number, starts_at, ends_at, ${closedBy}::text, size, ${periodHash}
        FROM period, (SELECT count(*)::integer AS size, ${listedStatements} AS listed FROM statements) AS all_of_them
        RETURNING id),
      stored AS (
        INSERT INTO payout_statements (period_id, affiliate_id, opening, earned, reversed, adjusted, paid, closing, pending, payable,
                                       held, in_payout, hash)
        SELECT closed.id, affiliate_id, opening, earned, reversed, adjusted, paid, closing, pending, payable, held, in_payout, hash
        FROM statements, closed ORDER BY affiliate_id)
      SELECT id FROM closed`);
    return Number(rows[0]?.id);
  }
}
