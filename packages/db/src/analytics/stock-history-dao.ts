import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** What happened to a stock within a point. */
export interface StockPoint {
  place: number;
  /** At its end. */
  stock: number;
  lowest: number;
  sold: number;
}

export interface StockHistory {
  /** Before the first point; null: not known, or there was no such product. */
  startStock: number | null;
  /** Points in which something happened. */
  points: StockPoint[];
  /** Movements before it were deleted; null: none were. */
  keptFrom: Date | null;
}

/** Reads how stocks changed over time. */
export class StockHistoryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns a stock's history between instants that follow each other: each begins a point, the last one ends it. */
  async read(sku: string, starts: readonly Date[], end: Date): Promise<StockHistory> {
    const instants = sql.param(starts.map((start) => start.toISOString()));
    const start = sql`(${instants}::timestamptz[])[1]`;
    const known = sql`sku = ${sku} AND new_stock IS NOT NULL`;
    const { rows } = await this.#db.execute<StockPoint & Record<string, unknown>>(sql`
      SELECT width_bucket(timestamp, ${instants}::timestamptz[]) - 1 AS place,
             (array_agg(new_stock ORDER BY id DESC))[1] AS stock, min(new_stock) AS lowest,
             coalesce(-sum(quantity_delta) FILTER (WHERE event_type = 'sale'), 0)::float8 AS sold
      FROM inventory_events
      WHERE ${known} AND timestamp >= ${start} AND timestamp < ${end.toISOString()}::timestamptz
      GROUP BY 1 ORDER BY 1`);
    const { rows: edges } = await this.#db.execute<{
      before: number | null;
      after: number | null;
      hasAfter: boolean;
      now: number | null;
      keptFrom: string | null;
    }>(sql`
      SELECT (SELECT new_stock FROM inventory_events WHERE ${known} AND timestamp < ${start} ORDER BY id DESC LIMIT 1) AS before,
             -- The first movement afterwards says what there was; the first one of all, that there was nothing.
             CASE event_type WHEN 'initial' THEN NULL ELSE old_stock END AS after, event_type IS NOT NULL AS "hasAfter",
             (SELECT stock FROM inventory_products WHERE sku = ${sku}) AS now,
             (SELECT (until AT TIME ZONE 'UTC')::text || 'Z' FROM retention_marks WHERE subject = 'stock_events') AS "keptFrom"
      FROM (SELECT 1) AS one LEFT JOIN (
        SELECT event_type, old_stock FROM inventory_events WHERE ${known} AND timestamp >= ${start}
        ORDER BY id LIMIT 1) AS next ON true`);
    const edge = edges[0];
    if (edge === undefined) throw new Error('the database did not return the edges of a stock');
    return {
      startStock: edge.before ?? (edge.hasAfter ? edge.after : edge.now),
      points: rows,
      keptFrom: edge.keptFrom === null ? null : new Date(edge.keptFrom),
    };
  }
}
