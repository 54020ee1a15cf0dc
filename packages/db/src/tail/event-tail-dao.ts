import { type SQL, sql } from 'drizzle-orm';
import { decimalsOf, written } from '../core/columns.ts';
import type { Executor } from '../database.ts';

/** An event that arrived, in whatever table it is kept. */
export interface TailedEvent {
  mode: 'live' | 'test';
  kind: 'click' | 'order' | 'refund' | 'stock' | 'link';
  id: number;
  at: Date;
  /** Slug; null where the caller did not prove whose it is. */
  storefront: string | null;
  affiliate: string | null;
  /** `counted`, `not_counted`, `recorded`, `verified`, `claim` or `refused`. */
  outcome: string;
  reason: string | null;
  message: string | null;
  body: Record<string, unknown>;
}

/** Rows of each table that are looked at: enough for a person to follow, however busy the hub is. */
const MOST_TAILED = 500;

/** Reads what arrived last. Ids do not become visible in their order, so callers look back some time, and at ids again. */
export class EventTailDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns what arrived in the last `seconds`, oldest first: at most the newest {@link MOST_TAILED} of each table. */
  async getEvents(
    seconds: number,
    filter: { storefrontId: number | null; mode: 'test' | 'all' },
  ): Promise<TailedEvent[]> {
    const tables = filter.mode === 'test' ? [TEST] : [TEST, CLICKS, ORDERS, REFUNDS, REFUSED];
    const { rows } = await this.#db.execute<Record<string, unknown>>(sql`
      SELECT event.*, slug AS storefront, handle AS affiliate
      FROM (${sql.join(
        tables.map((table) => sql`(${table})`),
        sql` UNION ALL `,
      )}) AS event
      LEFT JOIN storefronts ON storefronts.id = event.storefront_id
      LEFT JOIN affiliates ON affiliates.id = event.affiliate_id
      WHERE at > now() - make_interval(secs => ${seconds})
        AND (${filter.storefrontId}::integer IS NULL OR event.storefront_id = ${filter.storefrontId}::integer)
      ORDER BY at, mode, kind, event.id`);
    return rows.map(({ storefront_id: _, affiliate_id: __, id, at, ...event }) => ({
      ...(event as unknown as Omit<TailedEvent, 'id' | 'at'>),
      id: Number(id),
      at: new Date(at as string),
    }));
  }
}

/** By the primary key, backwards: it reads the newest rows only, however large the table is. */
const newest = (table: string): SQL =>
  sql`(SELECT * FROM ${sql.identifier(table)} ORDER BY id DESC LIMIT ${sql.raw(String(MOST_TAILED))}) AS own`;

const withoutQuery = (column: string): SQL => sql`regexp_replace(${sql.identifier(column)}, '[?#].*$', '')`;

/** An amount as text, as its currency writes it. */
const money = (column: SQL, currency: SQL): SQL => sql`${written(column, decimalsOf(currency))}::text`;

const TEST = sql`
  SELECT 'test' AS mode, kind, id, timestamp AS at, storefront_id, affiliate_id, outcome, reason, message, body
  FROM ${newest('test_events')}`;

const CLICKS = sql`
  SELECT 'live', 'click', id, timestamp, storefront_id, affiliate_id,
    CASE WHEN counted THEN 'counted' ELSE 'not_counted' END, reason, NULL,
    jsonb_strip_nulls(jsonb_build_object('landingPage', ${withoutQuery('landing_page')},
                                         'referrer', ${withoutQuery('referrer')}, 'subId', sub_id))
  FROM ${newest('aff_clicks')}`;

const ORDERS = sql`
  SELECT 'live', 'order', id, timestamp, storefront_id, affiliate_id, own.kind, NULL,
    CASE WHEN is_apart THEN 'kept apart from the figures until it is verified' END,
    jsonb_strip_nulls(jsonb_build_object('orderId', order_id, 'revenue', ${money(sql`revenue`, sql`currency`)},
                                         'commission', ${money(sql`commission`, sql`currency`)},
                                         'attributedBy', attributed_by, 'clickId', click_id))
  FROM ${newest('aff_attributions')}`;

const REFUNDS = sql`
  SELECT 'live', 'refund', id, timestamp, storefront_id, NULL::integer, 'recorded', NULL, NULL,
    jsonb_build_object('orderId', order_id, 'refundId', refund_id, 'amount', ${money(
      sql`amount`,
      sql`(SELECT currency FROM storefronts WHERE storefronts.id = own.storefront_id)`,
    )})
  FROM ${newest('aff_refunds')}`;

/** Those that are stored and not counted are among the clicks. */
const REFUSED = sql`
  SELECT 'live', kind, id, timestamp, storefront_id, NULL::integer, 'refused', reason, message, body
  FROM ${newest('refused_events')} WHERE NOT is_stored OR kind = 'link'`;
