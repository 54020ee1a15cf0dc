import type { Database, Page, Total } from '@dreamteamhub/db';
import {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
} from '@dreamteamhub/db/orders';
import { canonicalOrderId } from '@dreamteamhub/sdk/contract';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { inItsCurrency } from './order-books.ts';

/** A conversion as the API returns it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
}

/** Conversions as people and keys read them. */
export class ConversionList {
  readonly #conversions: ConversionDao;

  constructor(deps: { db: Database }) {
    this.#conversions = new ConversionDao(deps.db);
  }

  async list(
    input: {
      affiliateId?: number | undefined;
      status?: ConversionStatus | undefined;
      kind?: ConversionKind | undefined;
      orderId?: string | undefined;
      withTotal?: boolean | undefined;
      limit: number;
      cursor?: string | undefined;
    },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<ConversionAnswer> & { total?: Total | undefined; asOf?: string | undefined }> {
    const { limit, cursor, withTotal, orderId, ...rest } = input;
    const filter = {
      ...rest,
      orderKey: orderId === undefined ? undefined : canonicalOrderId(orderId),
      storefrontId: by.storefrontId,
    };
    const [page, counted] = await Promise.all([
      this.#conversions.getConversions({ ...filter, limit, afterId: readCursor(cursor) }),
      withTotal === true ? this.#conversions.countConversions(filter) : undefined,
    ]);
    return {
      items: page.items.map((view) => toConversionAnswer(inItsCurrency(view))),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }
}

/** Returns a conversion, whose amounts are in its currency's decimals, as the API does. */
export function toConversionAnswer(view: ConversionView): ConversionAnswer {
  return { ...view, createdAt: view.createdAt.toISOString() };
}
