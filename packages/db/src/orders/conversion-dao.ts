import { and, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
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
  async getConversions(
    request: PageRequest & {
      affiliateId?: number | undefined;
      status?: ConversionStatus | undefined;
      kind?: ConversionKind | undefined;
      /** An order's id, in canonical form: exactly this one. */
      orderKey?: string | undefined;
      /** Null: all storefronts. */
      storefrontId: number | null;
    },
  ): Promise<Page<ConversionView>> {
    const rows = await this.#select(
      and(
        request.afterId === undefined ? undefined : lt(affAttributions.id, cursorId(request.afterId)),
        request.affiliateId === undefined ? undefined : eq(affAttributions.affiliateId, request.affiliateId),
        request.status === undefined ? undefined : eq(affAttributions.status, request.status),
        request.kind === undefined ? undefined : eq(affAttributions.kind, request.kind),
        request.storefrontId === null ? undefined : eq(affAttributions.storefrontId, request.storefrontId),
        request.orderKey === undefined ? undefined : isOfOrderKey(request.orderKey),
      ),
      request.limit + 1,
    );
    return toPage(rows, request.limit);
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

/** One storefront after the other, because the index begins with it. */
function isOfOrderKey(orderKey: string): SQL {
  return inArray(
    affAttributions.id,
    sql`(SELECT found.id FROM storefronts,
      LATERAL (SELECT id FROM aff_attributions AS named
               WHERE named.storefront_id = storefronts.id AND named.order_key = ${orderKey}) AS found)`,
  );
}
