import { type SQL, sql } from 'drizzle-orm';
import { encodeTimeCursor, isOlder, micros, type Page, type TimePosition } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { type ClickDimension, clickValue } from './click-values.ts';
import { affClicks } from './tables.ts';

/** So many clicks are looked at for one page of those that match: a rare value would else be looked for in all of them. */
const MOST_READ_CLICKS = 10_000;

/** A click as people see it: without the address, the user agent and the key of its visitor. */
export interface ListedClick {
  id: number;
  at: Date;
  landingPage: string | null;
  referrer: string | null;
  subId: string | null;
  device: string | null;
  browser: string | null;
  /** Why it is not counted; null: it is. */
  reason: 'bot' | 'duplicate' | 'paused' | null;
}

export interface ClickListRequest {
  affiliate: { id: number; pixelId: string; storefrontId: number };
  /** From then on. */
  from?: Date | undefined;
  /** Before then. */
  to?: Date | undefined;
  isCounted?: boolean | undefined;
  /** Those with one value; null: with none. */
  where?: { dimension: ClickDimension; value: string | null } | undefined;
  limit: number;
  after?: TimePosition | undefined;
}

type Row = Record<string, unknown> & {
  id: string | null;
  micros: string;
  landingPage: string | null;
  referrer: string | null;
  subId: string | null;
  device: string | null;
  browser: string | null;
  reason: ListedClick['reason'];
  read: number;
  lastMicros: string | null;
  lastId: string | null;
};

/** Reads clicks one by one, which only lists of one affiliate's do. */
export class ClickListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Returns one page of an affiliate's clicks, newest first. With a condition that no index knows, a page may have fewer
   * rows than `limit`, or none, and still a cursor: it has looked at {@link MOST_READ_CLICKS}, and there are more.
   */
  async list(request: ClickListRequest): Promise<Page<ListedClick>> {
    const { affiliate, limit } = request;
    const isSought = request.isCounted !== undefined || request.where !== undefined;
    const most = isSought ? MOST_READ_CLICKS : limit + 1;
    const { rows } = await this.#db.execute<Row>(sql`
      WITH seen AS MATERIALIZED (
        SELECT id, ${micros(affClicks.timestamp)} AS micros, timestamp, landing_page, referrer, sub_id, user_agent,
               counted, reason, ${affiliate.storefrontId}::integer AS home
        FROM aff_clicks WHERE ${ofAffiliate(request)}
        ORDER BY timestamp DESC, id DESC LIMIT ${most}),
      found AS (
        SELECT * FROM seen WHERE ${matches(request)}
        ORDER BY timestamp DESC, id DESC LIMIT ${limit + 1})
      SELECT found.id::text AS id, found.micros::text AS micros, landing_page AS "landingPage", referrer,
             sub_id AS "subId", hub_device_class(user_agent) AS device, hub_browser_family(user_agent) AS browser,
             CASE WHEN counted THEN NULL ELSE reason END AS reason,
             (SELECT count(*) FROM seen)::float8 AS read,
             last.micros::text AS "lastMicros", last.id::text AS "lastId"
      FROM (SELECT 1) AS one
      LEFT JOIN found ON true
      LEFT JOIN LATERAL (SELECT micros, id FROM seen ORDER BY timestamp, id LIMIT 1) AS last ON true
      ORDER BY found.timestamp DESC, found.id DESC`);
    return toPage(rows, { limit, mayGoOn: isSought ? most : undefined });
  }
}

/** Its pixel as well, which the index is by. */
function ofAffiliate({ affiliate, from, to, after }: ClickListRequest): SQL {
  const conditions = [
    sql`${affClicks.pixelId} = ${affiliate.pixelId}`,
    sql`${affClicks.affiliateId} = ${affiliate.id}`,
    from === undefined ? undefined : sql`${affClicks.timestamp} >= ${from.toISOString()}::timestamptz`,
    to === undefined ? undefined : sql`${affClicks.timestamp} < ${to.toISOString()}::timestamptz`,
    isOlder(affClicks, after),
  ];
  return sql.join(
    conditions.filter((condition) => condition !== undefined),
    sql` AND `,
  );
}

function matches({ isCounted, where }: ClickListRequest): SQL {
  const counted = isCounted === undefined ? sql`true` : sql`counted = ${isCounted}`;
  if (where === undefined) return counted;
  return sql`${counted} AND ${clickValue(where.dimension)} = ${where.value ?? ''}`;
}

/** `mayGoOn`: where so many were read, there may be more that match. */
function toPage(rows: readonly Row[], by: { limit: number; mayGoOn: number | undefined }): Page<ListedClick> {
  const found = rows.filter((row): row is Row & { id: string } => row.id !== null);
  const items = found.slice(0, by.limit);
  const [first] = rows;
  const last = items.at(-1);
  if (found.length > by.limit && last !== undefined) {
    return { items: items.map(toClick), nextCursor: encodeTimeCursor({ micros: last.micros, id: last.id }) };
  }
  const isCutOff = first !== undefined && first.read === by.mayGoOn;
  const nextCursor =
    isCutOff && first.lastMicros !== null && first.lastId !== null
      ? encodeTimeCursor({ micros: first.lastMicros, id: first.lastId })
      : null;
  return { items: items.map(toClick), nextCursor };
}

function toClick(row: Row & { id: string }): ListedClick {
  const { landingPage, referrer, subId, device, browser, reason } = row;
  const at = new Date(Math.floor(Number(row.micros) / 1_000));
  return { id: Number(row.id), at, landingPage, referrer, subId, device, browser, reason };
}
