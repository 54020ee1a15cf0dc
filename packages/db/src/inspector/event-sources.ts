import { type SQL, sql } from 'drizzle-orm';
import { decimalsOf, written } from '../core/columns.ts';
import type { EventPlace, EventSource } from './event-places.ts';

/** What a text that somebody searches for may name. */
export interface NamedBy {
  /** As it was typed. */
  text: string;
  /** As orders and SKUs are known by it, and in the other case: shops' ids are mostly in one. */
  keys: readonly string[];
  /** The number that it is, as a click's id; null for any other text. */
  id: number | null;
  affiliateIds: readonly number[];
  pixelIds: readonly string[];
}

/** How a table becomes events. Its row is `own`, and what is joined to it is named as in `joins`. */
export interface SourceSql {
  source: EventSource;
  table: string;
  at: string;
  joins: SQL;
  columns: SQL;
  /** Rows that are no events, or events of another source. */
  only?: SQL;
  outcome: SQL;
  kind: SQL;
  door: SQL;
  mode: 'live' | 'test';
  /** An index has its rows by storefront and id. */
  isIndexedByStorefront?: true;
  /** Conditions and the order by which an index finds what a text names; null: rows are looked at one by one. */
  find(named: NamedBy, before: EventPlace | undefined): { where: SQL; order: SQL } | null;
  /** What a text names among rows that are looked at one by one. */
  matches(named: NamedBy): SQL;
}

/** Queries and fragments of a shop's pages may hold anything about its visitor. */
const withoutQuery = (column: string): SQL => sql`regexp_replace(${sql.identifier(column)}, '[?#].*$', '')`;

const money = (column: SQL, currency: SQL): SQL => sql`${written(column, decimalsOf(currency))}::text`;

const NEWEST = sql`id DESC`;
const NOTHING = sql`false`;

const texts = (values: readonly string[]): SQL => sql`${sql.param([...values])}::text[]`;
const ids = (values: readonly number[]): SQL => sql`${sql.param([...values])}::integer[]`;

/** How it came in, of the sample that is kept; its newest note, if there are several. */
const arrival = (subjects: SQL): SQL => sql`
  LEFT JOIN LATERAL (
    SELECT key_id, door, origin FROM event_arrivals WHERE subject = ANY (${subjects}) ORDER BY id DESC LIMIT 1
  ) AS arrival ON true`;

const ARRIVED = sql`arrival.key_id, NULL::text AS key_hint, arrival.door, arrival.origin`;

/** A click's day, and the click of the same visitor that counted instead of it. */
const COUNTED = sql`
  LEFT JOIN LATERAL (
    SELECT click_id FROM aff_last_clicks AS last
    WHERE NOT own.counted AND own.reason = 'duplicate' AND last.day = (own.timestamp AT TIME ZONE 'UTC')::date
      AND last.visitor_key = own.visitor_key AND last.affiliate_id = own.affiliate_id
  ) AS counted ON true`;

/** A repeat has no id that its caller was told: it is known by its event id, or else by the click that it repeats. */
const CLICK_ARRIVAL = sql`
  LEFT JOIN LATERAL (
    SELECT key_id, door, origin FROM event_arrivals
    WHERE subject = ANY (ARRAY[
        'event:' || own.event_id,
        CASE WHEN counted.click_id IS NULL THEN 'click:' || own.id ELSE 'duplicate:' || counted.click_id END])
    ORDER BY subject LIKE 'event:%' DESC, abs(extract(epoch FROM timestamp - own.timestamp)) LIMIT 1
  ) AS arrival ON true`;

const CLICK: SourceSql = {
  source: 'click',
  table: 'aff_clicks',
  at: 'timestamp',
  mode: 'live',
  kind: sql`'click'`,
  outcome: sql`CASE WHEN own.counted THEN 'counted' ELSE 'not_counted' END`,
  door: sql`arrival.door`,
  joins: sql`${COUNTED} ${CLICK_ARRIVAL}`,
  columns: sql`own.storefront_id, own.affiliate_id, own.reason, NULL::text AS message, own.id::text AS subject,
    jsonb_strip_nulls(jsonb_build_object(
      'eventId', own.event_id, 'pixelId', own.pixel_id, 'landingPage', ${withoutQuery('landing_page')},
      'referrer', ${withoutQuery('referrer')}, 'subId', own.sub_id,
      'userAgent', CASE WHEN own.reason = 'bot' THEN own.user_agent END)) AS body,
    CASE WHEN counted.click_id IS NULL THEN NULL
         ELSE jsonb_build_object('countedClickId', counted.click_id) END AS result,
    ${ARRIVED}`,
  find({ id, pixelIds }, before) {
    if (pixelIds.length > 0) {
      const after =
        before === undefined
          ? sql`true`
          : sql`timestamp <= 'epoch'::timestamptz + ${before.micros}::bigint * interval '1 microsecond'`;
      return {
        where: sql`pixel_id = ANY (${texts(pixelIds)}) AND ${after}`,
        order: sql`timestamp DESC, id DESC`,
      };
    }
    return { where: id === null ? NOTHING : sql`id = ${id}::bigint`, order: NEWEST };
  },
  matches: () => sql`true`,
};

/** Orders of a canonical id, in whatever storefront. */
const ofOrder = (keys: readonly string[]): SQL =>
  sql`storefront_id = ANY (ARRAY(SELECT id FROM storefronts)) AND order_key = ANY (${texts(keys)})`;

const ORDER: SourceSql = {
  source: 'order',
  table: 'orders',
  at: 'posted_at',
  mode: 'live',
  kind: sql`'order'`,
  outcome: sql`CASE WHEN credited.id IS NULL OR credited.status = 'void' OR credited.is_reversed THEN 'not_counted'
                    ELSE 'counted' END`,
  door: sql`arrival.door`,
  joins: sql`
    LEFT JOIN LATERAL (
      SELECT id, affiliate_id, status, is_reversed, commission, attributed_by, click_id, ignored
      FROM aff_attributions
      WHERE storefront_id = own.storefront_id AND order_key = own.order_key AND kind = 'verified'
    ) AS credited ON true
    ${arrival(sql`ARRAY['order:' || own.id, 'conversion:' || credited.id]`)}`,
  columns: sql`own.storefront_id, credited.affiliate_id,
    CASE WHEN credited.id IS NULL THEN 'nobody' WHEN credited.status = 'void' THEN 'void'
         WHEN credited.is_reversed THEN 'given_back' END AS reason,
    NULL::text AS message, own.order_id::text AS subject,
    jsonb_strip_nulls(jsonb_build_object(
      'orderId', own.order_id, 'revenue', ${money(sql`own.revenue`, sql`own.currency`)}, 'currency', own.currency,
      'lines', nullif(own.line_count, 0), 'couponCodes', to_jsonb(own.coupon_codes))) AS body,
    jsonb_strip_nulls(jsonb_build_object(
      'commission', ${money(sql`credited.commission`, sql`own.currency`)}, 'attributedBy', credited.attributed_by,
      'clickId', credited.click_id, 'status', credited.status,
      'ignored', coalesce(credited.ignored, own.ignored))) AS result,
    ${ARRIVED}`,
  find: ({ keys, affiliateIds }) =>
    affiliateIds.length > 0 ? null : { where: ofOrder(keys), order: NEWEST },
  matches: ({ keys, affiliateIds }) =>
    sql`(own.order_key = ANY (${texts(keys)}) OR credited.affiliate_id = ANY (${ids(affiliateIds)}))`,
};

const CLAIM: SourceSql = {
  source: 'claim',
  table: 'aff_attributions',
  at: 'timestamp',
  mode: 'live',
  kind: sql`'claim'`,
  outcome: sql`CASE WHEN own.is_apart OR own.status = 'void' OR own.is_reversed THEN 'not_counted' ELSE 'counted' END`,
  door: sql`arrival.door`,
  only: sql`own.kind = 'claim'`,
  joins: arrival(sql`ARRAY['conversion:' || own.id]`),
  columns: sql`own.storefront_id, own.affiliate_id,
    CASE WHEN own.status = 'void' THEN 'void' WHEN own.is_reversed THEN 'given_back'
         WHEN own.is_apart THEN 'claim_apart' ELSE 'claim' END AS reason,
    NULL::text AS message, own.order_id::text AS subject,
    jsonb_build_object(
      'orderId', own.order_id, 'revenue', ${money(sql`own.revenue`, sql`own.currency`)},
      'currency', own.currency) AS body,
    jsonb_strip_nulls(jsonb_build_object(
      'commission', ${money(sql`own.commission`, sql`own.currency`)}, 'attributedBy', own.attributed_by,
      'clickId', own.click_id, 'status', own.status, 'ignored', own.ignored)) AS result,
    ${ARRIVED}`,
  find: ({ keys, affiliateIds }) =>
    affiliateIds.length > 0
      ? { where: sql`affiliate_id = ANY (${ids(affiliateIds)})`, order: NEWEST }
      : { where: ofOrder(keys), order: NEWEST },
  matches: () => sql`true`,
};

const REFUND: SourceSql = {
  source: 'refund',
  table: 'aff_refunds',
  at: 'timestamp',
  mode: 'live',
  kind: sql`'refund'`,
  outcome: sql`CASE WHEN placed.id IS NULL OR earlier.total >= placed.revenue THEN 'not_counted' ELSE 'counted' END`,
  door: sql`arrival.door`,
  joins: sql`
    LEFT JOIN LATERAL (
      SELECT id, revenue, currency FROM orders
      WHERE storefront_id = own.storefront_id AND order_key = own.order_key
    ) AS placed ON true
    LEFT JOIN LATERAL (
      SELECT CASE WHEN bool_or(amount IS NULL) THEN 'Infinity'::numeric ELSE coalesce(sum(amount), 0) END AS total
      FROM aff_refunds AS other
      WHERE other.storefront_id = own.storefront_id AND other.order_key = own.order_key AND other.id < own.id
    ) AS earlier ON true
    ${arrival(sql`ARRAY['refund:' || own.storefront_id || ':' || own.refund_id]`)}`,
  columns: sql`own.storefront_id, NULL::integer AS affiliate_id,
    CASE WHEN placed.id IS NULL THEN 'unknown_order' WHEN earlier.total >= placed.revenue THEN 'nothing_left'
         WHEN earlier.total + own.amount > placed.revenue THEN 'more_than_left' END AS reason,
    NULL::text AS message, own.order_id::text AS subject,
    jsonb_strip_nulls(jsonb_build_object(
      'orderId', own.order_id, 'refundId', own.refund_id,
      'amount', ${money(sql`own.amount`, sql`placed.currency`)}, 'lines', own.lines)) AS body,
    NULL::jsonb AS result,
    ${ARRIVED}`,
  find: ({ keys }) => ({ where: ofOrder(keys), order: NEWEST }),
  matches: () => sql`true`,
};

const NAMED_FIELDS = ['orderId', 'refundId', 'handle', 'pixelId', 'sku', 'clickId', 'eventId'];

const inBody = (text: string): SQL =>
  sql`lower(${text}) = ANY (ARRAY[${sql.join(
    NAMED_FIELDS.map((name) => sql`lower(own.body->>${sql.raw(`'${name}'`)})`),
    sql`, `,
  )}])`;

/** Those that are stored and not counted are among the clicks, but for what a link did instead. */
const REFUSED: SourceSql = {
  source: 'refused',
  table: 'refused_events',
  at: 'timestamp',
  isIndexedByStorefront: true,
  mode: 'live',
  kind: sql`own.kind`,
  outcome: sql`'refused'`,
  door: sql`own.door`,
  only: sql`(NOT own.is_stored OR own.kind = 'link')`,
  joins: sql``,
  columns: sql`own.storefront_id, NULL::integer AS affiliate_id, own.reason, own.message,
    coalesce(own.body->>'orderId', own.body->>'handle', own.body->>'url', own.body->>'pixelId') AS subject,
    own.body, NULL::jsonb AS result, own.key_id, own.key_hint, own.door, own.origin`,
  find: () => null,
  matches: ({ text }) => sql`(${inBody(text)} OR strpos(lower(own.body->>'url'), lower(${text})) > 0)`,
};

/** An order that nobody is credited with. */
const PLACED = sql`(own.outcome = 'recorded' AND coalesce(own.result->>'kind' = 'placed', false))`;

const TEST: SourceSql = {
  source: 'test',
  table: 'test_events',
  at: 'timestamp',
  isIndexedByStorefront: true,
  mode: 'test',
  kind: sql`own.kind`,
  outcome: sql`CASE WHEN ${PLACED} THEN 'not_counted' WHEN own.outcome = 'recorded' THEN 'counted' ELSE own.outcome END`,
  door: sql`own.door`,
  joins: sql``,
  columns: sql`own.storefront_id, own.affiliate_id, CASE WHEN ${PLACED} THEN 'nobody' ELSE own.reason END AS reason,
    own.message, coalesce(own.body->>'orderId', own.body->>'sku', CASE WHEN own.kind = 'click' THEN own.id::text END) AS subject,
    own.body,
    CASE WHEN ${PLACED} THEN jsonb_strip_nulls(jsonb_build_object('ignored', own.result->'placed'->'ignored'))
         ELSE own.result END AS result,
    own.key_id, NULL::text AS key_hint, own.door, own.origin`,
  find: () => null,
  matches: ({ text, keys, id, affiliateIds }) =>
    sql`(own.subject = ANY (${texts(keys)}) OR own.affiliate_id = ANY (${ids(affiliateIds)}) OR ${
      id === null ? NOTHING : sql`own.id = ${id}::bigint`
    } OR ${inBody(text)})`,
};

export const SOURCES: readonly SourceSql[] = [CLICK, ORDER, CLAIM, REFUND, REFUSED, TEST];
