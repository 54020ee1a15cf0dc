import { and, asc, desc, eq, getTableColumns, gte, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { isOlder, micros, type Page, type TimePageRequest, toTimePage } from '../core/keyset.ts';
import { readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { type ConversionWrite, writeConversion } from '../orders/conversion-write.ts';
import { affAttributions } from '../orders/tables.ts';
import type { StorefrontRow } from '../storefronts/storefront-dao.ts';
import { storefronts } from '../storefronts/tables.ts';
import { type ClickData, type ClickResult, recordClick } from '../tracking/click-dao.ts';
import { eventDate } from '../tracking/event-id.ts';
import { affClicks, affLastClicks } from '../tracking/tables.ts';
import {
  type AffiliateFilter,
  type AffiliateListRequest,
  type AffiliateRow,
  type AffiliateStatus,
  countAffiliates,
  listAffiliates,
} from './affiliate-list.ts';
import {
  type AffiliateTotals,
  foldRollups,
  getTotals,
  refreshMetrics,
  updateMetrics,
} from './affiliate-metrics.ts';
import { affiliates } from './tables.ts';

export type ClickRow = typeof affClicks.$inferSelect;
export type AttributionRow = typeof affAttributions.$inferSelect;

/** An affiliate with the fields of its storefront that a write needs. */
export interface AffiliateWithStorefront extends AffiliateRow {
  storefrontSlug: string;
  currency: string;
  /** Origins of the storefront's own pages, e.g. `https://shop.example`. */
  allowedOrigins: string[];
  claims: StorefrontRow['claims'];
  /** Decimal string; null: the hub's own maximum. */
  maxClaim: string | null;
}

/** An affiliate, and the handle and pixel under which it was found. */
export interface NamedAffiliate extends AffiliateWithStorefront {
  named: Pick<AffiliateRow, 'handle' | 'pixelId' | 'isHandleShadowed'>;
}

const named = alias(affiliates, 'named');

const ofStorefront = {
  storefrontSlug: storefronts.slug,
  currency: storefronts.currency,
  allowedOrigins: storefronts.allowedOrigins,
  claims: storefronts.claims,
  maxClaim: storefronts.maxClaim,
};

/** Affiliates, their clicks and their metrics. Reports what happened; the service decides what it means. */
export class AffiliateDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Inserts an affiliate; null when its handle is taken, in whatever spelling. */
  async createAffiliate(data: {
    storefrontId: number;
    handle: string;
    name: string;
    status: 'active' | 'paused';
    pixelId: string;
    commissionBps: number | null;
  }): Promise<AffiliateRow | null> {
    const rows = await this.#db.insert(affiliates).values(data).onConflictDoNothing().returning();
    return rows[0] ?? null;
  }

  /** Returns one page of affiliates, oldest first by default; archived ones only when `status` asks for them. */
  getAffiliates(request: AffiliateListRequest = { limit: 1000 }): Promise<Page<AffiliateRow>> {
    return listAffiliates(this.#db, request);
  }

  /** Returns the number of affiliates that match, at most 10,000, and the database's time. */
  async countAffiliates(filter: AffiliateFilter): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    return { asOf, total: await countAffiliates(this.#db, filter) };
  }

  /** Returns what affiliates are called, by id. */
  async getNames(ids: readonly number[]): Promise<Map<number, { handle: string; name: string }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .select({ id: affiliates.id, handle: affiliates.handle, name: affiliates.name })
      .from(affiliates)
      .where(sql`${affiliates.id} = ANY (${sql.param([...ids])}::integer[])`);
    return new Map(rows.map(({ id, handle, name }) => [id, { handle, name }]));
  }

  /** Returns which of these are ids of affiliates of a storefront. */
  async getIdsIn(storefrontId: number, ids: readonly number[]): Promise<Set<number>> {
    const rows = await this.#db
      .select({ id: affiliates.id })
      .from(affiliates)
      .where(
        sql`${affiliates.storefrontId} = ${storefrontId} AND ${affiliates.id} = ANY (${sql.param([...ids])}::integer[])`,
      );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Returns the affiliate whose handle is meant: exactly this one, else the one with the same canonical form, which is
   * given where the text is more than a stored handle can be.
   */
  async getAffiliateByHandle(handle: string, canonical = handle): Promise<AffiliateWithStorefront | null> {
    const [named] = await this.#db
      .select({ id: affiliates.id, mergedIntoId: affiliates.mergedIntoId })
      .from(affiliates)
      .where(
        sql`${affiliates.handleKey} IN (hub_canonical_handle(${canonical}::text), chr(1) || ${handle}::text)`,
      )
      .orderBy(desc(affiliates.isHandleShadowed))
      .limit(1);
    return named === undefined ? null : this.getAffiliateById(named.mergedIntoId ?? named.id);
  }

  /** Returns the affiliate of a pixel; for one that was merged into another, that other. */
  async getAffiliateByPixelId(pixelId: string): Promise<AffiliateWithStorefront | null> {
    const named = await this.#findAffiliate(eq(affiliates.pixelId, pixelId));
    return named === null || named.mergedIntoId === null ? named : this.getAffiliateById(named.mergedIntoId);
  }

  /** Returns an affiliate as it is, also one that was merged into another. */
  getAffiliateById(id: number): Promise<AffiliateWithStorefront | null> {
    return this.#findAffiliate(eq(affiliates.id, id));
  }

  /**
   * Returns all affiliates with one of these pixel ids, or with the canonical form of one of these handles, in no
   * particular order; for those that were merged into another, that other.
   */
  async findAffiliates(by: {
    pixelIds: string[];
    handles: { written: string; canonical: string }[];
  }): Promise<NamedAffiliate[]> {
    const column = (name: 'written' | 'canonical') => sql.param(by.handles.map((handle) => handle[name]));
    const rows = await this.#db
      .select({
        affiliate: affiliates,
        ...ofStorefront,
        named: { handle: named.handle, pixelId: named.pixelId, isHandleShadowed: named.isHandleShadowed },
      })
      .from(named)
      .innerJoin(affiliates, eq(affiliates.id, sql`coalesce(${named.mergedIntoId}, ${named.id})`))
      .innerJoin(storefronts, eq(storefronts.id, affiliates.storefrontId))
      .where(
        or(
          eq(named.pixelId, sql`ANY (${sql.param(by.pixelIds)}::text[])`),
          sql`${named.handleKey} = ANY (ARRAY(
            SELECT unnest(ARRAY[hub_canonical_handle(canonical), chr(1) || written])
            FROM unnest(${column('written')}::text[], ${column('canonical')}::text[]) AS handle(written, canonical)))`,
        ),
      );
    return rows.map(({ affiliate, ...rest }) => ({ ...affiliate, ...rest }));
  }

  async #findAffiliate(condition: SQL): Promise<AffiliateWithStorefront | null> {
    const [affiliate] = await this.#selectAffiliates(condition);
    return affiliate ?? null;
  }

  async #selectAffiliates(condition: SQL | undefined): Promise<AffiliateWithStorefront[]> {
    const rows = await this.#db
      .select({
        affiliate: affiliates,
        ...ofStorefront,
      })
      .from(affiliates)
      .innerJoin(storefronts, eq(storefronts.id, affiliates.storefrontId))
      .where(condition);
    return rows.map(({ affiliate, ...storefront }) => ({ ...affiliate, ...storefront }));
  }

  /** Locks an affiliate until the transaction ends, and returns it; null when there is none. */
  async lockAffiliate(id: number): Promise<AffiliateRow | null> {
    const rows = await this.#db.select().from(affiliates).where(eq(affiliates.id, id)).for('no key update');
    return rows[0] ?? null;
  }

  /** Returns affiliates that are not archived and whose handles read the same, the oldest of each handle first. */
  getAlikeAffiliates(storefrontId: number | null): Promise<AffiliateRow[]> {
    return this.#db
      .select()
      .from(affiliates)
      .where(
        and(
          sql`${affiliates.status} <> 'archived'`,
          storefrontId === null ? undefined : eq(affiliates.storefrontId, storefrontId),
          sql`hub_canonical_handle(${affiliates.handle}) IN (
            SELECT hub_canonical_handle(shadowed.handle) FROM affiliates AS shadowed
            WHERE shadowed.is_handle_shadowed AND shadowed.status <> 'archived')`,
        ),
      )
      .orderBy(sql`hub_canonical_handle(${affiliates.handle})`, asc(affiliates.id));
  }

  /** Archives an affiliate in favour of another, with those that were merged into it before. */
  async mergeAffiliate(id: number, intoId: number): Promise<AffiliateRow> {
    await this.#db.update(affiliates).set({ mergedIntoId: intoId }).where(eq(affiliates.mergedIntoId, id));
    const [row] = await this.#db
      .update(affiliates)
      .set({ status: 'archived', mergedIntoId: intoId })
      .where(eq(affiliates.id, id))
      .returning();
    if (row === undefined) throw new Error(`the merge of affiliate ${id} returned no row`);
    return row;
  }

  /** Changes the given fields, at least one. Throws when there is no such affiliate. */
  async updateAffiliate(
    id: number,
    change: { name?: string; status?: AffiliateStatus; commissionBps?: number | null },
  ): Promise<AffiliateRow> {
    const [row] = await this.#db.update(affiliates).set(change).where(eq(affiliates.id, id)).returning();
    if (row === undefined) throw new Error(`the update of affiliate ${id} returned no row`);
    return row;
  }

  /** Records one click with its event id, dedup and rollup in one transaction. For many clicks, use `ClickDao`. */
  trackClick({ dedupSeconds, ...click }: ClickData & { dedupSeconds: number }): Promise<ClickResult> {
    return recordClick(this.#db, click, { dedupSeconds });
  }

  /**
   * Records a conversion as it was judged, with its rollup, in one transaction; returns the attribution's id. The caller
   * checks that the order is still free, under the order's lock (`OrderDao`); otherwise the unique indexes throw.
   */
  trackConversion(conversion: ConversionWrite): Promise<number> {
    return this.#db.transaction((tx) => writeConversion(tx, conversion));
  }

  /** Returns a pixel's clicks of the last `days` days, newest first. */
  async getClicksByPixelId(
    pixelId: string,
    days: number,
    request: TimePageRequest = { limit: 500 },
  ): Promise<Page<ClickRow>> {
    const rows = await this.#db
      .select({ ...getTableColumns(affClicks), micros: micros(affClicks.timestamp) })
      .from(affClicks)
      .where(
        and(
          eq(affClicks.pixelId, pixelId),
          gte(affClicks.timestamp, sql`now() - make_interval(days => ${days})`),
          isOlder(affClicks, request.after),
        ),
      )
      .orderBy(desc(affClicks.timestamp), desc(affClicks.id))
      .limit(request.limit + 1);
    return toTimePage(rows, request.limit);
  }

  /** Returns a pixel's conversions of the last `days` days, newest first. */
  async getConversionsByPixelId(
    pixelId: string,
    days: number,
    request: TimePageRequest = { limit: 500 },
  ): Promise<Page<AttributionRow>> {
    const rows = await this.#db
      .select({ ...getTableColumns(affAttributions), micros: micros(affAttributions.timestamp) })
      .from(affAttributions)
      .where(
        and(
          eq(affAttributions.pixelId, pixelId),
          gte(affAttributions.timestamp, sql`now() - make_interval(days => ${days})`),
          isOlder(affAttributions, request.after),
        ),
      )
      .orderBy(desc(affAttributions.timestamp), desc(affAttributions.id))
      .limit(request.limit + 1);
    return toTimePage(rows, request.limit);
  }

  async getClickById(id: number): Promise<ClickRow | null> {
    const rows = await this.#db.select().from(affClicks).where(eq(affClicks.id, id)).limit(1);
    return rows[0] ?? null;
  }

  /** Returns the click that an event id became, or null. */
  async getClickByEventId(storefrontId: number, eventId: string): Promise<ClickRow | null> {
    const { rows } = await this.#db.execute<{ result_id: string }>(sql`
      SELECT result_id FROM aff_event_ids
      WHERE event_day = ${eventDate(eventId)} AND storefront_id = ${storefrontId} AND event_id = ${eventId}`);
    return rows[0] === undefined ? null : this.getClickById(Number(rows[0].result_id));
  }

  /** Returns a visitor's last counted click within 30 days: for one affiliate or any, in one storefront or any. */
  async getLastCountedClick(visitor: {
    storefrontId?: number | undefined;
    visitorKey: string;
    affiliateId?: number | undefined;
  }): Promise<ClickRow | null> {
    const rows = await this.#db
      .select(getTableColumns(affClicks))
      .from(affLastClicks)
      // The timestamp too, so that PostgreSQL reads one partition only.
      .innerJoin(
        affClicks,
        and(eq(affClicks.id, affLastClicks.clickId), eq(affClicks.timestamp, affLastClicks.countedAt)),
      )
      .where(
        and(
          eq(affLastClicks.day, sql`ANY (${lastThirtyDays})`),
          eq(affLastClicks.visitorKey, visitor.visitorKey),
          visitor.affiliateId === undefined ? undefined : eq(affLastClicks.affiliateId, visitor.affiliateId),
          visitor.storefrontId === undefined ? undefined : eq(affClicks.storefrontId, visitor.storefrontId),
          gte(affLastClicks.countedAt, sql`now() - interval '30 days'`),
        ),
      )
      .orderBy(desc(affLastClicks.countedAt))
      .limit(1);
    return rows[0] ?? null;
  }

  /** Recalculates an affiliate's metrics for the last `days` days (UTC, today included) from its daily rollups. */
  updateMetrics(pixelId: string, days = 30): Promise<void> {
    return updateMetrics(this.#db, { pixelId, days });
  }

  /** See {@link foldRollups}. */
  foldRollups(): Promise<number> {
    return foldRollups(this.#db);
  }

  /** See {@link refreshMetrics}. */
  refreshMetrics(): Promise<number> {
    return refreshMetrics(this.#db);
  }

  /** See {@link getTotals}. */
  getTotals(storefrontId: number | null): Promise<AffiliateTotals> {
    return getTotals(this.#db, storefrontId);
  }
}

/** The 31 days (UTC) that the last 30 × 24 hours touch: one index lookup for each. */
const lastThirtyDays = sql`ARRAY(SELECT (now() AT TIME ZONE 'UTC')::date - back FROM generate_series(0, 30) AS back)`;
