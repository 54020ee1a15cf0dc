import { type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { STATEMENT_SUMS, type StatementSums } from './statement-list-dao.ts';

export interface PeriodView {
  id: number;
  storefront: string;
  currency: string;
  number: number;
  startsAt: Date;
  endsAt: Date;
  closedAt: Date;
  /** Mail address of who closed it; the id of somebody who was erased. */
  closedBy: string;
  statementCount: number;
  hash: string;
  sums: StatementSums;
}

/** Closed periods, as people read them. */
export class PeriodListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest first. */
  getPeriods({
    storefrontId,
    currency,
    afterId,
    limit,
  }: PageRequest & { storefrontId: number | null; currency?: string | undefined }): Promise<
    Page<PeriodView>
  > {
    const conditions = [
      ...(storefrontId === null ? [] : [sql`period.storefront_id = ${storefrontId}`]),
      ...(currency === undefined ? [] : [sql`period.currency = ${currency}`]),
      ...(afterId === undefined ? [] : [sql`period.id < ${cursorId(afterId)}`]),
    ];
    return this.#selectPeriods(conditions, limit + 1).then((rows) => toPage(rows, limit));
  }

  /** `storefrontId` null: of all storefronts. */
  async getPeriod(id: number, storefrontId: number | null): Promise<PeriodView | null> {
    const own = storefrontId === null ? sql`true` : sql`period.storefront_id = ${storefrontId}`;
    const [row] = await this.#selectPeriods([sql`period.id = ${cursorId(id)}`, own], 1);
    return row ?? null;
  }

  /** Returns these periods, oldest first. */
  async getPeriodsById(ids: readonly number[]): Promise<PeriodView[]> {
    if (ids.length === 0) return [];
    const listed = sql.join(ids.map(cursorId), sql`, `);
    const rows = await this.#selectPeriods([sql`period.id IN (${listed})`], ids.length);
    return rows.reverse();
  }

  /** Returns the ids of a storefront's periods of a currency from a number on, oldest first. */
  async getPeriodIds(
    chain: { storefrontId: number; currency: string },
    fromNumber: number,
  ): Promise<number[]> {
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT id FROM payout_periods
      WHERE storefront_id = ${chain.storefrontId} AND currency = ${chain.currency} AND number >= ${fromNumber} ORDER BY number`);
    return rows.map(({ id }) => Number(id));
  }

  async #selectPeriods(conditions: SQL[], limit: number): Promise<PeriodView[]> {
    const { rows } = await this.#db.execute<
      Omit<PeriodView, 'id' | 'startsAt' | 'endsAt' | 'closedAt' | 'sums'> &
        StatementSums &
        Record<'id' | 'startsAt' | 'endsAt' | 'closedAt', string> &
        Record<string, unknown>
    >(sql`
      SELECT period.id, storefront.slug AS storefront, period.currency, number, starts_at::text AS "startsAt", ends_at::text AS "endsAt",
             closed_at::text AS "closedAt", coalesce(person.email, closed_by) AS "closedBy", statement_count AS "statementCount", hash,
             sums.*
      FROM (SELECT * FROM payout_periods AS period WHERE ${sql.join([sql`true`, ...conditions], sql` AND `)}
            ORDER BY id DESC LIMIT ${limit}) AS period
      JOIN storefronts AS storefront ON storefront.id = period.storefront_id
      LEFT JOIN auth_users AS person ON person.id = closed_by,
      LATERAL (
        SELECT ${sql.join(
          STATEMENT_SUMS.map(
            (name) => sql`coalesce(sum(${sql.identifier(name)}), 0)::text AS ${sql.identifier(name)}`,
          ),
          sql`, `,
        )}
        FROM payout_statements WHERE period_id = period.id) AS sums
      ORDER BY period.id DESC`);
    return rows.map(
      ({ id, startsAt, endsAt, closedAt, opening, earned, reversed, adjusted, paid, closing, ...row }) => ({
        ...row,
        id: Number(id),
        startsAt: new Date(startsAt),
        endsAt: new Date(endsAt),
        closedAt: new Date(closedAt),
        sums: { opening, earned, reversed, adjusted, paid, closing },
      }),
    );
  }
}
