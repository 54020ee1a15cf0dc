import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** Rows that one statement takes. */
const BATCH = 5_000;

/** A click of the past; `at` and all other times are ISO 8601 instants. */
export interface PastClick {
  handle: string;
  at: string;
  visitorKey: string;
  userAgent: string;
  referrer: string | null;
  landingPage: string;
  subId: string | null;
  reason: 'bot' | 'duplicate' | null;
}

/** A product with the stock that its movements come to. */
export interface PastProduct {
  sku: string;
  name: string;
  stock: number;
  threshold: number;
  /** Decimal string in the hub's currency. */
  unitPrice: string;
  supplier: string;
  createdAt: string;
}

export interface PastMovement {
  sku: string;
  eventType: string;
  oldStock: number;
  newStock: number;
  at: string;
}

export interface PastEpisode {
  sku: string;
  openedAt: string;
  stock: number;
  threshold: number;
  acknowledgedAt: string | null;
  resolvedAt: string | null;
  resolvedStock: number | null;
  actor: string;
}

/** Writes a made-up past into an empty hub; the services write only what happens now. */
export class DemoDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Whether nobody has used this hub: it has no partner, product, click or order. */
  async isEmpty(): Promise<boolean> {
    const { rows } = await this.#db.execute<{ empty: boolean }>(sql`
      SELECT NOT (EXISTS (SELECT FROM affiliates) OR EXISTS (SELECT FROM inventory_products)
                  OR EXISTS (SELECT FROM aff_clicks) OR EXISTS (SELECT FROM orders)) AS empty`);
    return rows[0]?.empty ?? false;
  }

  /** Makes the monthly partitions from an instant on. */
  async ensurePartitions(since: string): Promise<void> {
    await this.#db.execute(sql`
      SELECT hub_ensure_partition(parent, 'timestamp', month::date)
      FROM (VALUES ('aff_clicks'), ('inventory_events')) AS partitioned(parent),
           generate_series(date_trunc('month', ${since}::timestamptz AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC', '1 month') AS month`);
  }

  /** Says since when partners are partners. */
  async backdateAffiliates(since: readonly { handle: string; at: string }[]): Promise<void> {
    await this.#db.execute(sql`
      UPDATE affiliates SET created_at = past.at
      FROM ${recordset(since, sql`handle text, at timestamptz`)} AS past WHERE affiliates.handle = past.handle`);
  }

  /** Stores clicks in the order given, and what they add to the daily rollups. */
  async storeClicks(clicks: readonly PastClick[]): Promise<void> {
    for (let from = 0; from < clicks.length; from += BATCH) {
      const rows = recordset(
        clicks.slice(from, from + BATCH),
        sql`handle text, at timestamptz, "visitorKey" text, "userAgent" text, referrer text, "landingPage" text,
            "subId" text, reason text`,
      );
      await this.#db.execute(sql`
        WITH click AS (
          SELECT past.*, affiliates.id AS affiliate_id, storefront_id, pixel_id
          FROM ${rows} AS past JOIN affiliates USING (handle)),
        stored AS (
          INSERT INTO aff_clicks (storefront_id, affiliate_id, pixel_id, visitor_key, user_agent, referrer, landing_page,
                                  sub_id, counted, reason, timestamp)
          SELECT storefront_id, affiliate_id, pixel_id, "visitorKey", "userAgent", referrer, "landingPage", "subId",
                 reason IS NULL, reason, at
          FROM click ORDER BY at)
        INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks)
        SELECT affiliate_id, (at AT TIME ZONE 'UTC')::date, count(*) FROM click WHERE reason IS NULL GROUP BY 1, 2
        ON CONFLICT (affiliate_id, day) DO UPDATE SET clicks = rollup.clicks + excluded.clicks`);
    }
  }

  /** Lets orders be reported when they were placed, and refunds on the day that is given for each. */
  async backdateOrders(refunds: readonly { orderId: string; at: string }[]): Promise<void> {
    await this.#db.execute(sql`UPDATE orders SET posted_at = ordered_at`);
    await this.#db.execute(sql`
      UPDATE aff_refunds SET timestamp = past.at
      FROM ${recordset(refunds, sql`"orderId" text, at timestamptz`)} AS past WHERE order_id = "orderId"`);
  }

  /** Lists verified conversions older than `approvedDays`, the oldest first, and whether they are older than `paidDays`. */
  async listConversionsToSettle(limits: {
    approvedDays: number;
    paidDays: number;
  }): Promise<{ id: number; isPaid: boolean }[]> {
    const { approvedDays, paidDays } = limits;
    const { rows } = await this.#db.execute<{ id: number; isPaid: boolean }>(sql`
      SELECT id, timestamp < now() - make_interval(days => ${paidDays}) AS "isPaid"
      FROM aff_attributions
      WHERE kind = 'verified' AND status = 'pending' AND NOT is_reversed
        AND timestamp < now() - make_interval(days => ${approvedDays})
      ORDER BY timestamp, id`);
    return rows;
  }

  async storeProducts(products: readonly PastProduct[]): Promise<void> {
    const columns = sql`sku text, name text, stock integer, threshold integer, "unitPrice" numeric, supplier text,
                        "createdAt" timestamptz`;
    await this.#db.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold, unit_price, supplier, created_at)
      SELECT sku, name, stock, threshold, "unitPrice", supplier, "createdAt" FROM ${recordset(products, columns)} AS past`);
  }

  /** Stores movements in the order given. */
  async storeMovements(movements: readonly PastMovement[]): Promise<void> {
    const columns = sql`sku text, "eventType" text, "oldStock" integer, "newStock" integer, at timestamptz`;
    for (let from = 0; from < movements.length; from += BATCH) {
      const rows = recordset(movements.slice(from, from + BATCH), columns);
      await this.#db.execute(sql`
        INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, timestamp)
        SELECT sku, "eventType", "oldStock", "newStock", "newStock" - "oldStock", at
        FROM ${rows} AS past ORDER BY at`);
    }
    await this.#db.execute(sql`
      UPDATE inventory_products AS product SET last_restocked = restocked.at
      FROM (SELECT sku, max(timestamp) AS at FROM inventory_events WHERE event_type = 'restocked' GROUP BY sku) AS restocked
      WHERE product.sku = restocked.sku`);
  }

  /** Stores alerts with their timelines, the open ones among them. */
  async storeEpisodes(episodes: readonly PastEpisode[]): Promise<void> {
    const columns = sql`sku text, "openedAt" timestamptz, stock integer, threshold integer, "acknowledgedAt" timestamptz,
                        "resolvedAt" timestamptz, "resolvedStock" integer, actor text`;
    await this.#db.execute(sql`
      WITH past AS MATERIALIZED (
        SELECT gen_random_uuid() AS id, product.id AS product_id, past.*
        FROM ${recordset(episodes, columns)} AS past JOIN inventory_products AS product USING (sku)),
      stored AS (
        INSERT INTO alert_episodes (id, product_id, status, opened_at, announced_stock, announced_at, acknowledged_at,
                                    acknowledged_by, resolved_at)
        SELECT id, product_id,
               CASE WHEN "resolvedAt" IS NOT NULL THEN 'resolved' WHEN "acknowledgedAt" IS NOT NULL THEN 'acknowledged'
                    ELSE 'open' END,
               "openedAt", stock, "openedAt", "acknowledgedAt", CASE WHEN "acknowledgedAt" IS NOT NULL THEN actor END, "resolvedAt"
        FROM past)
      INSERT INTO alert_episode_events (episode_id, kind, reason, stock, threshold, actor, occurred_at)
      SELECT id, kind, reason, entry.stock, threshold, entry.actor, at FROM past, LATERAL (VALUES
        ('opened', NULL, past.stock, NULL, "openedAt"),
        ('acknowledged', NULL, NULL, past.actor, "acknowledgedAt"),
        ('resolved', 'restocked', "resolvedStock", NULL, "resolvedAt")) AS entry(kind, reason, stock, actor, at)
      WHERE at IS NOT NULL ORDER BY at`);
  }

  /** Lets the figures over time be filled in from the rows, as those of a hub from before there were any. */
  async askForFigures(): Promise<void> {
    // Earlier clicks end where the next ones begin, which may be quarters of an hour ago: a click between the two marks
    // would be counted twice.
    await this.#db.execute(sql`
      INSERT INTO figure_marks (subject, at)
      SELECT 'backfill', hub_quarter(now())
      UNION ALL
      SELECT 'breakdowns_from', at FROM figure_marks WHERE subject = 'breakdowns'
      ON CONFLICT (subject) DO UPDATE SET at = excluded.at`);
  }

  /** Gives the planner its figures, which autovacuum would be late with. */
  async analyze(): Promise<void> {
    await this.#db.execute(sql`
      ANALYZE affiliates, aff_clicks, aff_daily_rollups, aff_attributions, orders, order_lines, inventory_products,
              inventory_events, alert_episodes`);
  }
}

function recordset(rows: readonly object[], columns: ReturnType<typeof sql>) {
  return sql`(SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS record(${columns}))`;
}
