import { asc, eq, type SQL, sql } from 'drizzle-orm';
import { runPrepared } from '../core/statement.ts';
import type { Executor } from '../database.ts';
import { type Posting, postTransfers, writtenPostings } from '../ledger/posting.ts';
import { commissions } from './tables.ts';

export type CommissionRow = typeof commissions.$inferSelect;

/** What of a commission changes. Amounts are decimal strings. */
export interface CommissionStanding {
  attributionId: number;
  position: number;
  baseReversed: string;
  reversed: string;
  held: string;
  voided: string;
  approvedAt: Date | null;
  maturedAt: Date | null;
}

export type NewCommission = Omit<CommissionRow, 'maturesAt'> & { holdDays: number };

/** The commissions of orders. Its writes are the part of an order's transaction that holds the order's lock. */
export class CommissionDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the commissions of an attribution, in the order of its lines; none of a claim. */
  getCommissions(attributionId: number): Promise<CommissionRow[]> {
    return this.#db
      .select()
      .from(commissions)
      .where(eq(commissions.attributionId, attributionId))
      .orderBy(asc(commissions.position))
      .prepare('hub_get_commissions')
      .execute();
  }

  /** Stores the commissions of an attribution. */
  async insert(rows: readonly NewCommission[]): Promise<void> {
    if (rows.length === 0) return;
    await runPrepared(this.#db, 'hub_insert_commissions', insertOf(rows));
  }

  /** Stores commissions and posts transfers, as the last step of a transaction, in one round trip: see `postTransfers`. */
  async insertAndPost(rows: readonly NewCommission[], postings: readonly Posting[]): Promise<void> {
    if (rows.length === 0) return postTransfers(this.#db, postings);
    if (postings.length === 0) return this.insert(rows);
    await runPrepared(
      this.#db,
      'hub_insert_commissions_and_post',
      sql`WITH stored AS (${insertOf(rows)}) SELECT hub_post_transfers(${writtenPostings(postings)}::jsonb)`,
    );
  }

  /** Writes what became of commissions, in one statement. */
  async updateStandings(rows: readonly CommissionStanding[]): Promise<void> {
    if (rows.length === 0) return;
    const column = <Value>(value: (row: CommissionStanding) => Value) => sql.param(rows.map(value));
    const time = (value: (row: CommissionStanding) => Date | null) =>
      sql.param(rows.map((row) => value(row)?.toISOString() ?? null));
    await runPrepared(
      this.#db,
      'hub_update_commissions',
      sql`
      UPDATE commissions AS commission
      SET base_reversed = line.base_reversed, reversed = line.reversed, held = line.held, voided = line.voided, approved_at = line.approved_at,
          matured_at = line.matured_at
      FROM unnest(${column(({ attributionId }) => attributionId)}::integer[], ${column(({ position }) => position)}::smallint[],
                  ${column(({ baseReversed }) => baseReversed)}::numeric[], ${column(({ reversed }) => reversed)}::numeric[], ${column(({ held }) => held)}::numeric[],
                  ${column(({ voided }) => voided)}::numeric[], ${time(({ approvedAt }) => approvedAt)}::timestamptz[],
                  ${time(({ maturedAt }) => maturedAt)}::timestamptz[])
        AS line(attribution_id, position, base_reversed, reversed, held, voided, approved_at, matured_at)
      WHERE commission.attribution_id = line.attribution_id AND commission.position = line.position`,
    );
  }

  /**
   * Returns affiliates of whom something can mature by now, without those in `except`, and of each at most `limit`
   * attributions, by id. One call looks at the 10,000 commissions that were due first.
   */
  async findDue(
    now: Date,
    { limit, except }: { limit: number; except: readonly number[] },
  ): Promise<{ affiliateId: number; attributionIds: number[] }[]> {
    const { rows } = await this.#db.execute<{ affiliateId: number; attributionIds: number[] }>(sql`
      SELECT affiliate_id AS "affiliateId", (array_agg(DISTINCT attribution_id))[1:${limit}] AS "attributionIds"
      FROM (SELECT affiliate_id, attribution_id FROM commissions
            WHERE approved_at IS NOT NULL AND matured_at IS NULL AND matures_at <= ${now.toISOString()}::timestamptz
              AND affiliate_id <> ALL (${sql.param([...except])}::integer[])
            ORDER BY matures_at LIMIT 10000) AS due
      GROUP BY affiliate_id ORDER BY affiliate_id`);
    return rows;
  }

  /** Returns what open disputes hold of an attribution's commissions, as a decimal string. */
  async sumHeld(attributionId: number): Promise<string> {
    const { rows } = await this.#db.execute<{ held: string }>(
      sql`SELECT coalesce(sum(held), 0)::text AS held FROM commissions WHERE attribution_id = ${attributionId}`,
    );
    return rows[0]?.held ?? '0';
  }

  /**
   * Looks at the next `limit` attributions after an id. Returns the ids, ascending, of those that are verified and from
   * versions of the hub that kept no commissions, without void ones, of which nothing is owed; and the last id that was
   * looked at, null at the end.
   */
  async findUnbooked(afterId: number, limit: number): Promise<{ ids: number[]; lastId: number | null }> {
    // One index probe each: a join would read all commissions for it.
    const { rows } = await this.#db.execute<{ ids: number[]; lastId: number | null }>(sql`
      WITH next AS MATERIALIZED (
        SELECT id, kind, status FROM aff_attributions WHERE id > ${afterId} ORDER BY id LIMIT ${limit})
      SELECT max(id) AS "lastId",
             coalesce(array_agg(id ORDER BY id) FILTER (
               WHERE kind = 'verified' AND status <> 'void' AND is_booked IS NULL), '{}') AS ids
      FROM next LEFT JOIN LATERAL (
        SELECT true AS is_booked FROM commissions WHERE attribution_id = next.id LIMIT 1) AS booked ON true`);
    return rows[0] ?? { ids: [], lastId: null };
  }
}

function insertOf(rows: readonly NewCommission[]): SQL {
  const column = <Value>(value: (row: NewCommission) => Value) => sql.param(rows.map(value));
  const time = (value: (row: NewCommission) => Date | null) =>
    sql.param(rows.map((row) => value(row)?.toISOString() ?? null));
  return sql`
      INSERT INTO commissions (attribution_id, position, storefront_id, affiliate_id, currency, line_id, base, source, rule_id,
                               rate_bps, amount, base_reversed, reversed, held, voided, ordered_at, matures_at, approved_at, matured_at, explanation)
      SELECT attribution_id, position, storefront_id, affiliate_id, currency, line_id, base, source, rule_id, rate_bps, amount,
             base_reversed, reversed, held, voided, ordered_at, ordered_at + interval '1 day' * hold_days, approved_at, matured_at, explanation
      FROM unnest(${column(({ attributionId }) => attributionId)}::integer[], ${column(({ position }) => position)}::smallint[],
                  ${column(({ storefrontId }) => storefrontId)}::integer[], ${column(({ affiliateId }) => affiliateId)}::integer[],
                  ${column(({ currency }) => currency)}::text[], ${column(({ lineId }) => lineId)}::text[],
                  ${column(({ base }) => base)}::numeric[], ${column(({ source }) => source)}::text[],
                  ${column(({ ruleId }) => ruleId)}::bigint[], ${column(({ rateBps }) => rateBps)}::integer[],
                  ${column(({ amount }) => amount)}::numeric[], ${column(({ baseReversed }) => baseReversed)}::numeric[], ${column(({ reversed }) => reversed)}::numeric[],
                  ${column(({ held }) => held)}::numeric[], ${column(({ voided }) => voided)}::numeric[],
                  ${time(({ orderedAt }) => orderedAt)}::timestamptz[], ${column(({ holdDays }) => holdDays)}::integer[],
                  ${time(({ approvedAt }) => approvedAt)}::timestamptz[], ${time(({ maturedAt }) => maturedAt)}::timestamptz[],
                  ${column(({ explanation }) => JSON.stringify(explanation))}::jsonb[])
        AS line(attribution_id, position, storefront_id, affiliate_id, currency, line_id, base, source, rule_id, rate_bps, amount,
                base_reversed, reversed, held, voided, ordered_at, hold_days, approved_at, matured_at, explanation)`;
}
