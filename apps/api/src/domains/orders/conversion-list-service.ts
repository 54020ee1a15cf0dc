import type { Database, Page, Total } from '@dreamteamhub/db';
import {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
} from '@dreamteamhub/db/orders';
import { type ConversionPayment, PaidConversionsDao } from '@dreamteamhub/db/payouts';
import { canonicalOrderId } from '@dreamteamhub/sdk/contract';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { inItsCurrency } from './order-books.ts';

/** A conversion as the API returns it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
  payout: ConversionPayment | null;
}

/** Conversions as people and keys read them. */
export class ConversionList {
  readonly #conversions: ConversionDao;
  readonly #payments: PaidConversionsDao;

  constructor(deps: { db: Database }) {
    this.#conversions = new ConversionDao(deps.db);
    this.#payments = new PaidConversionsDao(deps.db);
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
    const payments = await this.#payments.getPayments(page.items.map(({ id }) => id));
    return {
      items: page.items.map((view) => toConversionAnswer(inItsCurrency(view), payments)),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }
}

/** Returns a conversion, whose amounts are in its currency's decimals, as the API does. `payments`: by conversions' ids. */
export function toConversionAnswer(
  view: ConversionView,
  payments: ReadonlyMap<number, ConversionPayment>,
): ConversionAnswer {
  return { ...view, payout: payments.get(view.id) ?? null, createdAt: view.createdAt.toISOString() };
}
