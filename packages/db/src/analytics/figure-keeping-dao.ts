import { type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../database.ts';
import { bookedFigures, rawFigures } from './raw-figures.ts';

/** Serialises those who compare figures with raw rows: what one finds missing, the other must not add as well. */
const COMPARE_LOCK = sql`pg_advisory_xact_lock(hashtext('hub_compare_figures'))`;

/** One who adds up days keeps folds waiting meanwhile: what they add, they add to the days, or before. */
const FOLD_LOCK = sql`pg_advisory_xact_lock(hashtext('hub_fold_rollup_deltas'))`;

/** Keeps the figures right: compares them with the raw rows, adds up days and months, and fills in the past. */
export class FigureKeepingDao {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Compares the figures of a stretch, which begins and ends with a quarter of an hour, with the raw rows; what differs is
   * added by the next fold. All is read in one snapshot, in which a click or an order and its delta are either there or
   * not, so that nothing needs to stop meanwhile. Returns the number of figures that differed.
   */
  compare(stretch: { from: Date; until: Date }): Promise<number> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT ${COMPARE_LOCK}`);
      return addDifferences(tx, at(stretch.from), at(stretch.until));
    });
  }

  /**
   * Compares the next stretch of quarters that have ended, at most so many minutes, and once more the hour before it.
   * Returns the number of figures that differed; null when all is compared.
   */
  compareNext(minutes: number): Promise<number | null> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT ${COMPARE_LOCK}`);
      const { rows } = await tx.execute<{ since: string; until: string }>(sql`
        SELECT at::text AS since, least(at + make_interval(mins => ${minutes}), hub_quarter(now()))::text AS until
        FROM figure_marks WHERE subject = 'quarters' AND at < hub_quarter(now())`);
      const next = rows[0];
      if (next === undefined) return null;
      const since = sql`(${next.since}::timestamptz - interval '1 hour')`;
      const until = sql`${next.until}::timestamptz`;
      const differing = await addDifferences(tx, since, until);
      await setMark(tx, 'quarters', until);
      return differing;
    });
  }

  /**
   * Adds up what raw rows know of the stretch before all that is added up already, at most so many minutes. Returns false
   * when there is nothing before it; the mark is gone then, which says that nothing is missing.
   */
  backfillNext(minutes: number): Promise<boolean> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT ${COMPARE_LOCK}`);
      const { rows } = await tx.execute<{ from: string; until: string; isLast: boolean }>(sql`
        SELECT "from"::text, until::text,
               NOT EXISTS (SELECT FROM aff_clicks WHERE timestamp < "from")
               AND NOT EXISTS (SELECT FROM aff_attributions WHERE timestamp < "from")
               AND NOT EXISTS (SELECT FROM orders WHERE ordered_at < "from") AS "isLast"
        FROM (SELECT at - make_interval(mins => ${minutes}) AS "from", at AS until
              FROM figure_marks WHERE subject = 'backfill') AS stretch`);
      const next = rows[0];
      if (next === undefined) return false;
      await addDifferences(tx, sql`${next.from}::timestamptz`, sql`${next.until}::timestamptz`);
      if (next.isLast) await tx.execute(sql`DELETE FROM figure_marks WHERE subject = 'backfill'`);
      else await setMark(tx, 'backfill', sql`${next.from}::timestamptz`);
      return !next.isLast;
    });
  }

  /** Returns the days (UTC) of orders that changed in the last hours, whoever changed them. */
  async listChangedDays(hours: number): Promise<{ from: Date; until: Date }[]> {
    const since = sql`now() - make_interval(hours => ${hours})`;
    const { rows } = await this.#db.execute<{ day: string }>(sql`
      SELECT DISTINCT (at AT TIME ZONE 'UTC')::date::text AS day
      FROM (SELECT timestamp AS at FROM aff_attributions WHERE updated_at >= ${since}
            UNION ALL SELECT ordered_at FROM orders WHERE posted_at >= ${since}
            UNION ALL
            SELECT ordered_at FROM aff_refunds AS refund
            JOIN orders AS placed ON placed.storefront_id = refund.storefront_id AND placed.order_key = refund.order_key
            WHERE refund.timestamp >= ${since}) AS changed
      ORDER BY day`);
    return rows.map(({ day }) => {
      const from = new Date(`${day}T00:00Z`);
      return { from, until: new Date(from.getTime() + 24 * 3600 * 1000) };
    });
  }

  /** Adds up the days and months (UTC) that have ended. Folds wait meanwhile. */
  closeDays(): Promise<void> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT ${FOLD_LOCK}`);
      const today = sql`date_trunc('day', now(), 'UTC')`;
      const { rowCount } = await tx.execute(
        sql`SELECT FROM figure_marks WHERE subject = 'days' AND at < ${today}`,
      );
      if (rowCount === 0) return;
      await tx.execute(sql`SELECT hub_fold_rollup_deltas()`);
      await addUp(tx, 'affiliate', { into: 'days', until: today });
      await addUp(tx, 'storefront', { into: 'days', until: today });
      await setMark(tx, 'days', today);
      const month = sql`date_trunc('month', now(), 'UTC')`;
      await addUp(tx, 'affiliate', { into: 'months', until: month });
      await setMark(tx, 'months', month);
    });
  }
}

const at = (instant: Date) => sql`${instant.toISOString()}::timestamptz`;

async function setMark(tx: Transaction, subject: string, to: SQL): Promise<void> {
  await tx.execute(sql`UPDATE figure_marks SET at = ${to} WHERE subject = ${subject}`);
}

async function addDifferences(tx: Transaction, from: SQL, until: SQL): Promise<number> {
  const sums = (sign: string) =>
    sql.raw(
      ['clicks', 'orders', 'revenue', 'commission'].map((name) => `${sign}${name} AS ${name}`).join(', '),
    );
  const { rowCount } = await tx.execute(sql`
    INSERT INTO figure_deltas (storefront_id, affiliate_id, bucket, clicks, orders, revenue, commission)
    SELECT storefront_id, affiliate_id, bucket, sum(clicks), sum(orders), sum(revenue), sum(commission)
    FROM (
      SELECT storefront_id, affiliate_id, bucket, ${sums('')} FROM (${rawFigures({ from, until })}) AS raw
      UNION ALL
      SELECT storefront_id, affiliate_id, bucket, ${sums('-')} FROM (${bookedFigures({ from, until })}) AS booked) AS part
    GROUP BY 1, 2, 3
    HAVING (sum(clicks), sum(orders), sum(revenue), sum(commission)) <> (0, 0, 0, 0)`);
  return rowCount ?? 0;
}

/** Adds up the days of quarters, or the months of days, from their mark on. */
async function addUp(
  tx: Transaction,
  of: 'affiliate' | 'storefront',
  { into, until }: { into: 'days' | 'months'; until: SQL },
): Promise<void> {
  const key = sql.raw(`${of}_id`);
  const mark = sql`(SELECT at FROM figure_marks WHERE subject = ${into})`;
  const dayOf = (instant: SQL) => sql`(${instant} AT TIME ZONE 'UTC')::date`;
  const [source, day, isIn] =
    into === 'days'
      ? [sql.raw(`${of}_quarters`), dayOf(sql`bucket`), sql`bucket >= ${mark} AND bucket < ${until}`]
      : [
          sql.raw(`${of}_days`),
          sql`date_trunc('month', day::timestamp)::date`,
          sql`day >= ${dayOf(mark)} AND day < ${dayOf(until)}`,
        ];
  await tx.execute(sql`
    INSERT INTO ${sql.raw(`${of}_${into}`)} (${key}, day, clicks, orders, revenue, commission)
    SELECT ${key}, ${day} AS day, sum(clicks), sum(orders), sum(revenue), sum(commission)
    FROM ${source} WHERE ${isIn}
    GROUP BY 1, 2
    ON CONFLICT (${key}, day) DO UPDATE SET
      clicks = excluded.clicks, orders = excluded.orders, revenue = excluded.revenue, commission = excluded.commission`);
}
