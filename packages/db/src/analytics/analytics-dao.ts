import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** From when on which rows are there, and before when something is missing. */
export interface FigureMarks {
  /** Days and months (UTC) before these have rows of their own. */
  daysUntil: Date;
  monthsUntil: Date;
  /** Before it nothing is added up yet; null: all is. */
  backfilledFrom: Date | null;
  /** Clicks before it were deleted uncounted; null: none were. */
  clicksFrom: Date | null;
  /** The same of breakdowns, and where they end: later clicks are read one by one. */
  breakdownsFrom: Date | null;
  breakdownsUntil: Date;
}

/** A stretch of time to sum up from rows of one length. It begins and ends with one of them. */
export interface FigurePiece {
  unit: 'quarter' | 'day' | 'month';
  /** Pieces with the same place are summed up together. */
  place: number;
  start: Date;
  end: Date;
}

export type Figures = {
  clicks: number;
  orders: number;
  /** Decimal strings. */
  revenue: string;
  commission: string;
};

/** Whose figures. */
export type FigureScope = { storefrontIds: readonly number[] } | { affiliateId: number };

/** Figures of an affiliate of a list, and of the range it is compared with. */
export interface AffiliateFigures extends Figures {
  affiliateId: number;
  handle: string;
  name: string;
  storefront: string;
  currency: string;
  comparison: Figures;
}

const KIND = { quarter: ['quarters', 'bucket'], day: ['days', 'day'], month: ['months', 'day'] } as const;

/** Reads figures over time. No query here reads clicks one by one. */
export class AnalyticsDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async getMarks(): Promise<FigureMarks> {
    const { rows } = await this.#db.execute<{ subject: string; at: string }>(
      sql`SELECT subject, (at AT TIME ZONE 'UTC')::text || 'Z' AS at FROM figure_marks`,
    );
    const marks = new Map(rows.map(({ subject, at }) => [subject, new Date(at)]));
    const needed = (subject: string) => {
      const at = marks.get(subject);
      if (at === undefined) throw new Error(`the mark of figures "${subject}" is missing`);
      return at;
    };
    return {
      daysUntil: needed('days'),
      monthsUntil: needed('months'),
      backfilledFrom: marks.get('backfill') ?? null,
      clicksFrom: marks.get('clicks') ?? null,
      breakdownsFrom: marks.get('breakdowns_from') ?? null,
      breakdownsUntil: needed('breakdowns'),
    };
  }

  /** Returns the sums of pieces with one place, by place and currency; without a row nothing happened. */
  async sumPieces(
    scope: FigureScope,
    pieces: readonly FigurePiece[],
  ): Promise<(Figures & { place: number; currency: string })[]> {
    const isOne = 'affiliateId' in scope;
    const [table, key] = isOne ? ['affiliate', 'affiliate_id'] : ['storefront', 'storefront_id'];
    const subjects = sql.param(isOne ? [scope.affiliateId] : [...scope.storefrontIds]);
    const sums = (['quarter', 'day'] as const).map((unit) => {
      const [rowsOf, at] = KIND[unit];
      return sql`
        SELECT piece.place, subject.id, sum.*
        FROM ${piecesWith(pieces, unit)} CROSS JOIN unnest(${subjects}::integer[]) AS subject(id)
        CROSS JOIN LATERAL (
          SELECT sum(clicks) AS clicks, sum(orders) AS orders, sum(revenue) AS revenue, sum(commission) AS commission
          FROM ${sql.raw(`${table}_${rowsOf}`)} WHERE ${sql.raw(key)} = subject.id
            AND ${sql.raw(at)} >= piece.start AND ${sql.raw(at)} < piece."end") AS sum
        WHERE sum.clicks IS NOT NULL`;
    });
    const { rows } = await this.#db.execute<Figures & { place: number; currency: string }>(sql`
      SELECT place, currency, sum(clicks)::float8 AS clicks, sum(orders)::float8 AS orders,
             sum(revenue)::text AS revenue, sum(commission)::text AS commission
      FROM (${sql.join(sums, sql` UNION ALL `)}) AS part
      JOIN storefronts ON storefronts.id = ${isOne ? sql`(SELECT storefront_id FROM affiliates WHERE affiliates.id = part.id)` : sql`part.id`}
      GROUP BY place, currency ORDER BY place, currency`);
    return rows;
  }

  /**
   * Returns the affiliates with the highest sum of a figure over the pieces with place 0; those with place 1 are for the
   * comparison. Affiliates with nothing are left out.
   */
  async listTop(request: {
    storefrontIds: readonly number[];
    pieces: readonly FigurePiece[];
    metric: keyof Figures;
    limit: number;
  }): Promise<AffiliateFigures[]> {
    const { storefrontIds, metric, limit } = request;
    const at = (place: number) => request.pieces.filter((piece) => piece.place === place);
    const ofTop = sql`AND affiliate_id = ANY (ARRAY(SELECT affiliate_id FROM top))`;
    // All affiliates by this one figure first, then the others of the few: sums of amounts are what costs most.
    const { rows } = await this.#db.execute<Record<string, unknown> & AffiliateRow>(sql`
      WITH sums AS MATERIALIZED (
        SELECT affiliate_id, sum(${sql.raw(metric)}) AS value
        FROM (${rowsOfPieces(at(0), sql.raw(metric), sql``)}) AS part GROUP BY affiliate_id),
      top AS MATERIALIZED (
        SELECT affiliate_id, value, handle, affiliates.name, slug, currency
        FROM sums JOIN affiliates ON affiliates.id = affiliate_id JOIN storefronts ON storefronts.id = storefront_id
        WHERE storefront_id = ANY (${sql.param([...storefrontIds])}::integer[]) AND value > 0
        ORDER BY value DESC, affiliate_id LIMIT ${limit}),
      own AS (${sumsByAffiliate(at(0), ofTop)}),
      other AS (${sumsByAffiliate(at(1), ofTop)})
      SELECT affiliate_id AS "affiliateId", handle, name, slug AS storefront, currency,
             own.clicks::float8 AS clicks, own.orders::float8 AS orders, own.revenue::text AS revenue,
             own.commission::text AS commission,
             coalesce(other.clicks, 0)::float8 AS "otherClicks", coalesce(other.orders, 0)::float8 AS "otherOrders",
             coalesce(other.revenue, 0)::text AS "otherRevenue", coalesce(other.commission, 0)::text AS "otherCommission"
      FROM top JOIN own USING (affiliate_id) LEFT JOIN other USING (affiliate_id)
      ORDER BY value DESC, affiliate_id`);
    return rows.map(({ otherClicks, otherOrders, otherRevenue, otherCommission, ...row }) => ({
      ...row,
      comparison: {
        ...{ clicks: otherClicks, orders: otherOrders },
        ...{ revenue: otherRevenue, commission: otherCommission },
      },
    }));
  }

  /** Returns the sums of some affiliates over pieces. */
  async listOf(request: {
    affiliateIds: readonly number[];
    pieces: readonly FigurePiece[];
  }): Promise<(Figures & { affiliateId: number })[]> {
    const ids = sql.param([...request.affiliateIds]);
    const { rows } = await this.#db.execute<Figures & { affiliateId: number }>(sql`
      SELECT affiliate_id AS "affiliateId", clicks::float8 AS clicks, orders::float8 AS orders, revenue::text AS revenue,
             commission::text AS commission
      FROM (${sumsByAffiliate(request.pieces, sql`AND affiliate_id = ANY (${ids}::integer[])`)}) AS sums`);
    return rows;
  }

  /** Returns an affiliate's storefront; null for an unknown one. */
  async findStorefrontOf(affiliateId: number): Promise<number | null> {
    const { rows } = await this.#db.execute<{ storefrontId: number }>(
      sql`SELECT storefront_id AS "storefrontId" FROM affiliates WHERE id = ${affiliateId}`,
    );
    return rows[0]?.storefrontId ?? null;
  }

  /** Returns how many of the orders that affiliates brought in a range are in which state; void and reversed ones not. */
  async countOrderStates(
    scope: FigureScope,
    { start, end }: { start: Date; end: Date },
  ): Promise<{ orders: number; approved: number; paid: number }> {
    const whose =
      'affiliateId' in scope
        ? sql`affiliate_id = ${scope.affiliateId}`
        : sql`storefront_id = ANY (${sql.param([...scope.storefrontIds])}::integer[])`;
    const { rows } = await this.#db.execute<{ orders: number; approved: number; paid: number }>(sql`
      SELECT count(*)::float8 AS orders, count(*) FILTER (WHERE status IN ('approved', 'paid'))::float8 AS approved,
             count(*) FILTER (WHERE status = 'paid')::float8 AS paid
      FROM aff_attributions
      WHERE kind = 'verified' AND status <> 'void' AND NOT is_reversed AND ${whose}
        AND timestamp >= ${start.toISOString()}::timestamptz AND timestamp < ${end.toISOString()}::timestamptz`);
    return rows[0] ?? { orders: 0, approved: 0, paid: 0 };
  }
}

/** Rows of pieces, one piece after another: each is one scan of an index by time, or of a few affiliates. */
function rowsOfPieces(pieces: readonly FigurePiece[], columns: SQL, only: SQL): SQL {
  const parts = pieces.map(({ unit, start, end }) => {
    const [rowsOf, at] = KIND[unit];
    return sql`
      SELECT affiliate_id, ${columns} FROM ${sql.raw(`affiliate_${rowsOf}`)}
      WHERE ${sql.raw(at)} >= ${instant(start, unit)} AND ${sql.raw(at)} < ${instant(end, unit)} ${only}`;
  });
  if (parts.length === 0) return sql`SELECT affiliate_id, ${columns} FROM affiliate_months WHERE false`;
  return sql.join(parts, sql` UNION ALL `);
}

function sumsByAffiliate(pieces: readonly FigurePiece[], only: SQL): SQL {
  return sql`
    SELECT affiliate_id, sum(clicks) AS clicks, sum(orders) AS orders, sum(revenue) AS revenue,
           sum(commission) AS commission
    FROM (${rowsOfPieces(pieces, sql.raw('clicks, orders, revenue, commission'), only)}) AS part
    GROUP BY affiliate_id`;
}

interface AffiliateRow extends Figures {
  affiliateId: number;
  handle: string;
  name: string;
  storefront: string;
  currency: string;
  otherClicks: number;
  otherOrders: number;
  otherRevenue: string;
  otherCommission: string;
}

function instant(at: Date, unit: FigurePiece['unit']): SQL {
  return unit === 'quarter'
    ? sql`${at.toISOString()}::timestamptz`
    : sql`${at.toISOString().slice(0, '2026-10-25'.length)}::date`;
}

/** The pieces of one unit as a table. */
function piecesWith(pieces: readonly FigurePiece[], unit: FigurePiece['unit']): SQL {
  const own = pieces.filter((piece) => piece.unit === unit);
  const type = sql.raw(unit === 'quarter' ? 'timestamptz[]' : 'date[]');
  const column = (at: (piece: FigurePiece) => Date) =>
    sql`${sql.param(own.map((piece) => (unit === 'quarter' ? at(piece).toISOString() : at(piece).toISOString().slice(0, 10))))}::${type}`;
  return sql`unnest(${sql.param(own.map(({ place }) => place))}::integer[], ${column(({ start }) => start)}, ${column(({ end }) => end)})
    AS piece(place, start, "end")`;
}
