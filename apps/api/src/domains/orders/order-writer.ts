import type { Transaction } from '@dreamteamhub/db';
import type { AttributionRow, IgnoredField, OrderStore, StoredOrder } from '@dreamteamhub/db/orders';
import { AppError } from '../../platform/app-error.ts';
import { formatMinor } from '../../platform/money.ts';
import type { Credit } from './attribution.ts';
import { conversionNews } from './conversion-news.ts';
import { attributionOf, type Report } from './credit-write.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import { amountsOf, bookUncredited, type OrderAmounts, refundedOf, refundsOf } from './order-books.ts';
import {
  disputesOf,
  type OrderCommissions,
  reversalOfAll,
  type Taken,
  takenFrom,
} from './order-commissions.ts';
import type { OrderKeeping } from './order-keeping.ts';
import { newOrder } from './order-report.ts';
import { judgeOrder } from './rules.ts';

/** What became of a report. */
export interface Outcome {
  /** Null for a claim, which places no order. */
  order: { id: number; orderId: string } | null;
  isNew: boolean;
  attribution: { id: number; by: Pick<AttributionRow, 'attributedBy' | 'ignored'> | null } | null;
  ignored: IgnoredField[];
  isRepeated: boolean;
}

/** An order that somebody may be credited with. */
interface CreditableOrder {
  id: number;
  orderId: string;
  orderedAt: Date;
  amounts: OrderAmounts;
  customerIdHash: string | null;
  customerEmailHash: string | null;
}

/** Where a report is written: inside a transaction. */
export interface Writing {
  tx: Transaction;
  orders: OrderStore;
  commissions: OrderCommissions;
}

/** Writes orders, and credits affiliates with them. */
export class OrderWriter {
  readonly #keeping: OrderKeeping;
  readonly #customers: CustomerHashes;
  readonly #now: () => Date;

  constructor(deps: { keeping: OrderKeeping; customers: CustomerHashes; now: () => Date }) {
    this.#keeping = deps.keeping;
    this.#customers = deps.customers;
    this.#now = deps.now;
  }

  /**
   * Stores the order, unless it is, and credits the affiliate; the caller holds the order's lock. Throws `conflict` when
   * somebody is credited already.
   */
  async write(writing: Writing, report: Report): Promise<Outcome> {
    const { orders } = writing;
    const { input, storefront, kind, attributed } = report;
    const { credit, ignored } = attributed;
    const key = { storefrontId: storefront.id, orderId: input.orderId };
    const existing = await orders.lockAttributions(key);
    const judgement =
      credit === null ? null : judgeOrder(existing, { pixelId: credit.affiliate.pixelId, kind });
    const isOrderShadowed = existing[0]?.isOrderShadowed ?? false;
    const state = await orders.getOrderState({ ...key, isOrderShadowed });
    const rival =
      kind === 'verified' ? existing.find((attribution) => attribution.kind === 'verified') : undefined;
    const takenBy = judgement?.verdict === 'conflict' ? judgement.by : rival;
    if (takenBy !== undefined) throw isTaken(report, takenBy, state.order);
    const isNew = kind === 'verified' && state.order === null;
    const taken = {
      refunds: refundsOf(state.refunds, storefront.currency),
      disputes: disputesOf(state.refunds.disputes, storefront.currency),
    };
    const order = isNew
      ? await this.#place(writing, report, { taken, isOrderShadowed })
      : kind === 'claim' || state.order === null
        ? null
        : { ...state.order, amounts: amountsOf(state.order) };
    await this.#bookFigures(orders, report, { order, isNew, taken });
    const placed = order === null ? null : { id: order.id, orderId: order.orderId };
    const outcome = { order: placed, isNew, ignored, isRepeated: false };
    if (credit === null || judgement === null) return { ...outcome, attribution: null };
    const claim = judgement.verdict === 'promote' ? judgement.claim : null;
    const id = await this.#credit(writing, { ...report, credit }, { order, claim, taken, isOrderShadowed });
    return { ...outcome, attribution: { id, by: credit } };
  }

  /** Books an order that nobody is credited with, or that somebody is credited with from now on. */
  async #bookFigures(
    orders: OrderStore,
    { storefront: { id: storefrontId, currency }, attributed }: Report,
    { order, isNew, taken }: { order: CreditableOrder | null; isNew: boolean; taken: Taken },
  ): Promise<void> {
    if (order === null) return;
    const { orderedAt, amounts } = order;
    await bookUncredited(
      orders,
      { storefrontId, currency, orderedAt, revenue: amounts.revenue },
      { before: isNew ? null : taken.refunds, after: attributed.credit === null ? taken.refunds : null },
    );
  }

  /** Stores the order of a trusted reporter. */
  async #place(
    { tx, orders }: Writing,
    { input, storefront, reported, orderedAt, attributed }: Report,
    { taken, isOrderShadowed }: { taken: Taken; isOrderShadowed: boolean },
  ): Promise<CreditableOrder> {
    const { credit, ignored } = attributed;
    const order = newOrder(input, reported, {
      storefrontId: storefront.id,
      currency: storefront.currency,
      isOrderShadowed,
      ignored: credit === null && ignored.length > 0 ? ignored : null,
      orderedAt,
      customers: this.#customers,
    });
    const { id, orderedAt: storedAt } = await orders.insertOrder(order);
    await this.#keeping.publishEvent(tx, async () => ({
      type: 'order.recorded',
      data: {
        id,
        storefront: storefront.slug,
        orderId: order.orderId,
        revenue: order.revenue,
        refunded: formatMinor(refundedOf(reported.amounts, taken.refunds), order.currency),
        currency: order.currency,
        orderedAt: storedAt.toISOString(),
        affiliateId: credit?.affiliate.id ?? null,
      },
    }));
    const { orderId, customerIdHash, customerEmailHash } = order;
    return { id, orderId, orderedAt: storedAt, amounts: reported.amounts, customerIdHash, customerEmailHash };
  }

  /** Credits an affiliate with an order, or with what it claims. Returns the attribution's id. */
  async #credit(
    { tx, orders, commissions }: Writing,
    report: Report & { credit: Credit },
    at: {
      order: CreditableOrder | null;
      claim: AttributionRow | null;
      taken: Taken;
      isOrderShadowed: boolean;
    },
  ): Promise<number> {
    const { storefrontId, id: affiliateId, currency } = report.credit.affiliate;
    const { order, taken } = at;
    // An order that was reported before is credited as it was placed; a claim is one amount.
    const amounts = order?.amounts ?? { revenue: report.reported.amounts.revenue, lines: [] };
    const orderedAt = order?.orderedAt ?? this.#now();
    const rated = await commissions.rate({
      ...{ id: order?.id ?? null, storefrontId, affiliateId, currency, ...amounts, orderedAt },
      given: report.kind === 'verified' ? report.reported.commission : null,
      customerIdHash: order?.customerIdHash ?? null,
      customerEmailHash: order?.customerEmailHash ?? null,
    });
    const lines = takenFrom(amounts, rated.lines, taken);
    const left = reversalOfAll(amounts, taken.refunds, lines);
    const id = await orders.write(attributionOf(report, { ...at, amounts, rated, left }));
    if (report.kind === 'verified') {
      const owner = { attributionId: id, storefrontId, affiliateId, currency, orderedAt };
      await commissions.accrue(owner, rated, lines);
    }
    await this.#keeping.publishEvent(tx, async () => {
      const conversion = await orders.getConversion(id);
      return conversion && { type: 'conversion.recorded', data: conversionNews(conversion) };
    });
    return id;
  }
}

/** Returns the error for an order that somebody is credited with. */
function isTaken(
  { of, input: { orderId }, kind }: Report,
  by: AttributionRow,
  order: StoredOrder | null,
): AppError {
  const ids = of === 'order' ? { id: order?.id ?? null, orderId: by.orderId } : {};
  return new AppError('conflict', `orderId: order "${orderId}" is already attributed`, {
    // Only callers that may read learn whose it is.
    details: kind === 'verified' ? { ...ids, attributionId: by.id } : undefined,
  });
}
