import { and, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { countRows, readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { affAttributions } from './tables.ts';

export type ConversionStatus = 'pending' | 'approved' | 'paid' | 'void';
export type ConversionKind = 'verified' | 'claim';

/** A conversion, with the names of its affiliate and storefront. */
export interface ConversionView {
  id: number;
  affiliateId: number;
  affiliateHandle: string;
  affiliateName: string;
  storefront: string;
  orderId: string;
  kind: ConversionKind;
  status: ConversionStatus;
  revenue: string;
  commission: string;
  /** The refunded part of the order; `commissionReversed` is the commission on it. */
  refunded: string;
  commissionReversed: string;
  currency: string;
  clickId: number | null;
  createdAt: Date;
}

export interface ConversionFilter {
  affiliateId?: number | undefined;
  status?: ConversionStatus | undefined;
  kind?: ConversionKind | undefined;
  /** An order's id, in canonical form: exactly this one. */
  orderKey?: string | undefined;
  /** Null: all storefronts. */
  storefrontId: number | null;
}

const viewColumns = {
  id: affAttributions.id,
  affiliateId: affAttributions.affiliateId,
  affiliateHandle: affiliates.handle,
  affiliateName: affiliates.name,
  storefront: storefronts.slug,
  orderId: affAttributions.orderId,
  kind: affAttributions.kind,
  status: affAttributions.status,
  revenue: affAttributions.revenue,
  commission: affAttributions.commission,
  refunded: affAttributions.refunded,
  commissionReversed: affAttributions.commissionReversed,
  currency: affAttributions.currency,
  clickId: affAttributions.clickId,
  createdAt: affAttributions.timestamp,
};

/** Conversions as operators see them. */
export class ConversionDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page of conversions, newest first. */
  async getConversions({
    limit,
    afterId,
    ...filter
  }: PageRequest & ConversionFilter): Promise<Page<ConversionView>> {
    const isAfter = afterId === undefined ? undefined : lt(affAttributions.id, cursorId(afterId));
    return toPage(await this.#select(and(isAfter, matches(filter)), limit + 1), limit);
  }

  /** Returns the number of conversions that match, at most 10,000, and the database's time. */
  async countConversions(filter: ConversionFilter): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    const where = matches(filter) ?? sql`true`;
    return { asOf, total: await countRows(this.#db, sql`FROM ${affAttributions} WHERE ${where}`) };
  }

  /** Returns conversions with these ids, or those that match a filter and were there at a time, newest first. */
  async getChosen(
    choice: { ids: readonly number[] } | { filter: ConversionFilter; asOf: Date },
    limit: number,
  ): Promise<ConversionView[]> {
    const condition =
      'ids' in choice
        ? inArray(affAttributions.id, [...choice.ids])
        : and(
            matches(choice.filter),
            sql`${affAttributions.timestamp} < ${choice.asOf.toISOString()}::timestamptz + interval '1 millisecond'`,
          );
    return this.#select(condition, limit);
  }

  async getConversionById(id: number): Promise<ConversionView | null> {
    const rows = await this.#select(eq(affAttributions.id, id), 1);
    return rows[0] ?? null;
  }

  #select(condition: ReturnType<typeof and>, limit: number): Promise<ConversionView[]> {
    return this.#db
      .select(viewColumns)
      .from(affAttributions)
      .innerJoin(affiliates, eq(affiliates.id, affAttributions.affiliateId))
      .innerJoin(storefronts, eq(storefronts.id, affAttributions.storefrontId))
      .where(condition)
      .orderBy(desc(affAttributions.id))
      .limit(limit);
  }
}

function matches({ affiliateId, status, kind, storefrontId, orderKey }: ConversionFilter): SQL | undefined {
  return and(
    affiliateId === undefined ? undefined : eq(affAttributions.affiliateId, affiliateId),
    status === undefined ? undefined : eq(affAttributions.status, status),
    kind === undefined ? undefined : eq(affAttributions.kind, kind),
    storefrontId === null ? undefined : eq(affAttributions.storefrontId, storefrontId),
    orderKey === undefined ? undefined : isOfOrderKey(orderKey),
  );
}

/** One storefront after the other, because the index begins with it. */
function isOfOrderKey(orderKey: string): SQL {
  return inArray(
    affAttributions.id,
    sql`(SELECT found.id FROM storefronts,
      LATERAL (SELECT id FROM aff_attributions AS named
               WHERE named.storefront_id = storefronts.id AND named.order_key = ${orderKey}) AS found)`,
  );
}
