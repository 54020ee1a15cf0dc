import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor, Transaction } from '../database.ts';
import { type ClickDimension, clickValue } from '../tracking/click-values.ts';

const COLUMN = {
  landingPath: 'landing_paths',
  referrerHost: 'referrer_hosts',
  subId: 'sub_ids',
  device: 'devices',
  browser: 'browsers',
} as const satisfies Record<ClickDimension, string>;

/** How many values a storefront and an affiliate keep of a day, while more of its clicks may come and afterwards. */
const MOST = { open: { storefront: 2_000, affiliate: 200 }, closed: { storefront: 200, affiliate: 20 } };

/** A local day of a storefront. */
export interface StorefrontDay {
  storefrontId: number;
  day: string;
  start: Date;
  end: Date;
}

/** The next stretch of clicks to be added to the breakdowns. */
export interface BreakdownStretch {
  from: Date;
  until: Date;
}

const LOCK = sql`pg_advisory_xact_lock(hashtext('hub_break_down_clicks'))`;

/** Counts where clicks came from, one dimension at a time. */
export class BreakdownDao {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Adds the next clicks to the breakdowns, of at most so many minutes whose last quarter of an hour has ended; `daysOf`
   * returns the days of all storefronts in a stretch. Returns false when there are none to add.
   */
  addNext(minutes: number, daysOf: DaysOf): Promise<boolean> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT ${LOCK}`);
      const next = await readStretch(
        tx,
        sql`
        SELECT at AS "from", least(at + make_interval(mins => ${minutes}), hub_quarter(now())) AS until
        FROM figure_marks WHERE subject = 'breakdowns' AND at < hub_quarter(now())`,
      );
      if (next === null) return false;
      await add(tx, next, await daysOf(next));
      await tx.execute(sql`UPDATE figure_marks SET at = ${instant(next.until)} WHERE subject = 'breakdowns'`);
      return true;
    });
  }

  /** Adds the clicks before all that were added, of at most so many minutes. Returns false when there are none. */
  addEarlier(minutes: number, daysOf: DaysOf): Promise<boolean> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT ${LOCK}`);
      const next = await readStretch(
        tx,
        sql`
        SELECT at - make_interval(mins => ${minutes}) AS "from", at AS until
        FROM figure_marks WHERE subject = 'breakdowns_from'`,
      );
      if (next === null) return false;
      await add(tx, next, await daysOf(next));
      const { rows } = await tx.execute<{ isLast: boolean }>(
        sql`SELECT NOT EXISTS (SELECT FROM aff_clicks WHERE timestamp < ${instant(next.from)}) AS "isLast"`,
      );
      const isLast = rows[0]?.isLast === true;
      await tx.execute(
        isLast
          ? sql`DELETE FROM figure_marks WHERE subject = 'breakdowns_from'`
          : sql`UPDATE figure_marks SET at = ${instant(next.from)} WHERE subject = 'breakdowns_from'`,
      );
      return !isLast;
    });
  }

  /** Cuts the values of days from `firstDay` on, to those that are kept of a day that is over before `today`. */
  async cut({ firstDay, today }: { firstDay: string; today: string }): Promise<void> {
    const most = sql`CASE affiliate_id WHEN 0 THEN ${MOST.closed.storefront}::integer ELSE ${MOST.closed.affiliate}::integer END`;
    const columns = Object.values(COLUMN).map((column) => sql.raw(column));
    await this.#db.execute(sql`
      UPDATE click_breakdowns SET
        ${sql.join(
          columns.map((column) => sql`${column} = hub_merge_counts(${column}, '{}', ${most})`),
          sql`, `,
        )}
      WHERE day >= ${firstDay}::date AND day < ${today}::date
        AND (${sql.join(
          columns.map((column) => sql`(SELECT count(*) FROM jsonb_object_keys(${column})) > ${most}`),
          sql` OR `,
        )})`);
  }

  /**
   * Returns the values with most clicks in a range of each storefront's days, with the clicks that are not in a breakdown
   * yet, and all clicks. A value is null for none.
   */
  async read(request: {
    days: readonly { storefrontId: number; fromDate: string; toDate: string; start: Date; end: Date }[];
    affiliateId: number | null;
    dimension: ClickDimension;
    limit: number;
  }): Promise<{ rows: { value: string | null; clicks: number }[]; total: number }> {
    const { days, affiliateId, dimension, limit } = request;
    const column = <Value>(value: (day: (typeof days)[number]) => Value) => sql.param(days.map(value));
    const range = sql`unnest(${column(({ storefrontId }) => storefrontId)}::integer[],
      ${column(({ fromDate }) => fromDate)}::date[], ${column(({ toDate }) => toDate)}::date[],
      ${column(({ start }) => start.toISOString())}::timestamptz[],
      ${column(({ end }) => end.toISOString())}::timestamptz[])
      AS range(storefront_id, first_day, last_day, start, "end")`;
    const ofAffiliate = affiliateId === null ? sql`` : sql`AND affiliate_id = ${affiliateId}`;
    const { rows } = await this.#db.execute<{ value: string; clicks: number | null; total: number }>(sql`
      WITH day AS MATERIALIZED (
        SELECT held.clicks, ${sql.raw(COLUMN[dimension])} AS counts
        FROM ${range} JOIN click_breakdowns AS held ON held.storefront_id = range.storefront_id
          AND held.affiliate_id = ${affiliateId ?? 0} AND day BETWEEN first_day AND last_day),
      open AS MATERIALIZED (
        SELECT ${clickValue(dimension)} AS value, count(*) AS clicks
        FROM (
          SELECT click.*, range.storefront_id AS home
          FROM aff_clicks AS click JOIN affiliates ON affiliates.id = affiliate_id
          JOIN ${range} ON range.storefront_id = affiliates.storefront_id
          WHERE counted AND timestamp >= (SELECT at FROM figure_marks WHERE subject = 'breakdowns')
            AND timestamp >= start AND timestamp < "end"
            ${ofAffiliate}) AS click
        GROUP BY 1),
      counted AS (
        SELECT value, sum(clicks) AS clicks
        FROM (SELECT key AS value, value::bigint AS clicks FROM day, jsonb_each_text(counts)
              UNION ALL SELECT value, clicks FROM open) AS part
        GROUP BY 1)
      SELECT value, clicks::float8 AS clicks,
             ((SELECT coalesce(sum(clicks), 0) FROM day) + (SELECT coalesce(sum(clicks), 0) FROM open))::float8 AS total
      FROM (SELECT 1) AS one LEFT JOIN (
        SELECT * FROM counted ORDER BY clicks DESC, value LIMIT ${limit}) AS top ON true
      ORDER BY top.clicks DESC, value`);
    return {
      rows: rows.flatMap(({ value, clicks }) =>
        clicks === null ? [] : [{ value: value === '' ? null : value, clicks }],
      ),
      total: rows[0]?.total ?? 0,
    };
  }
}

type DaysOf = (stretch: BreakdownStretch) => Promise<StorefrontDay[]>;

const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`;

async function readStretch(tx: Executor, query: SQL): Promise<BreakdownStretch | null> {
  const { rows } = await tx.execute<{ from: string; until: string }>(sql`
    SELECT ("from" AT TIME ZONE 'UTC')::text || 'Z' AS "from", (until AT TIME ZONE 'UTC')::text || 'Z' AS until
    FROM (${query}) AS stretch`);
  return rows[0] === undefined ? null : { from: new Date(rows[0].from), until: new Date(rows[0].until) };
}

/** Adds the clicks of a stretch to the breakdowns of their days. */
async function add(tx: Transaction, { from, until }: BreakdownStretch, days: readonly StorefrontDay[]) {
  const column = <Value>(value: (day: StorefrontDay) => Value) => sql.param(days.map(value));
  const dimensions = Object.keys(COLUMN) as ClickDimension[];
  const most = sql`CASE subject WHEN 0 THEN ${MOST.open.storefront}::integer ELSE ${MOST.open.affiliate}::integer END`;
  const merged = (dimension: ClickDimension) => {
    const name = sql.raw(COLUMN[dimension]);
    return sql`${name} = hub_merge_counts(held.${name}, excluded.${name},
      CASE held.affiliate_id WHEN 0 THEN ${MOST.open.storefront}::integer ELSE ${MOST.open.affiliate}::integer END)`;
  };
  await tx.execute(sql`
    WITH local_day AS (
      SELECT * FROM unnest(${column(({ storefrontId }) => storefrontId)}::integer[], ${column(({ day }) => day)}::date[],
                           ${column(({ start }) => start.toISOString())}::timestamptz[],
                           ${column(({ end }) => end.toISOString())}::timestamptz[])
        AS local_day(storefront_id, day, start, "end")),
    -- Clicks that are alike in all of it are counted first: most are.
    alike AS MATERIALIZED (
      SELECT local_day.storefront_id AS home, affiliate_id, local_day.day, landing_page, referrer, sub_id, user_agent,
             count(*) AS clicks
      FROM aff_clicks JOIN affiliates ON affiliates.id = affiliate_id
      JOIN local_day ON local_day.storefront_id = affiliates.storefront_id
        AND timestamp >= local_day.start AND timestamp < local_day."end"
      WHERE counted AND timestamp >= ${instant(from)} AND timestamp < ${instant(until)}
      GROUP BY 1, 2, 3, 4, 5, 6, 7),
    valued AS MATERIALIZED (
      SELECT home, affiliate_id, day, clicks,
             ${sql.join(
               dimensions.map((dimension) => sql`${clickValue(dimension)} AS ${sql.raw(COLUMN[dimension])}`),
               sql`, `,
             )}
      FROM alike),
    counted AS (
      SELECT home, subject, day, dimension, value, sum(clicks) AS clicks
      FROM valued CROSS JOIN LATERAL (VALUES (0), (affiliate_id)) AS whose(subject)
      CROSS JOIN LATERAL (VALUES ${sql.join(
        dimensions.map((dimension) => sql`(${dimension}::text, ${sql.raw(COLUMN[dimension])})`),
        sql`, `,
      )}) AS what(dimension, value)
      GROUP BY 1, 2, 3, 4, 5)
    INSERT INTO click_breakdowns AS held (storefront_id, affiliate_id, day, clicks, ${sql.join(
      dimensions.map((dimension) => sql.raw(COLUMN[dimension])),
      sql`, `,
    )})
    SELECT home, subject, day, sum(clicks) FILTER (WHERE dimension = 'device'),
           ${sql.join(
             dimensions.map(
               (dimension) => sql`
             hub_merge_counts(jsonb_object_agg(value, clicks) FILTER (WHERE dimension = ${dimension}), '{}', ${most})`,
             ),
             sql`, `,
           )}
    FROM counted GROUP BY home, subject, day ORDER BY home, subject, day
    ON CONFLICT (storefront_id, affiliate_id, day) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, ${sql.join(dimensions.map(merged), sql`, `)}`);
}
