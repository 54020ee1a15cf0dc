import type { Database, Page } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  ConversionDao,
  OrderDao,
  type UnmatchedRefund,
  UnmatchedRefundDao,
  unmatchedRefundList,
} from '@dreamteamhub/db/orders';
import { type admin, canonicalOrderId, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type Caller } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { type CountedPage, optionalDate, type PageInput, type TimeInput } from '../../platform/list-input.ts';
import { formatStored } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { bookReversals } from './book-reversals.ts';
import { conversionNews } from './conversion-news.ts';
import { likelySpellings } from './likely-orders.ts';
import { inItsCurrency, refundsOf } from './order-books.ts';
import { disputesOf } from './order-commissions.ts';
import type { OrderKeeping } from './order-keeping.ts';

type Listed = WireOutputs<typeof admin>['conversions']['listUnmatchedRefunds'];
type Joined = WireOutputs<typeof admin>['conversions']['joinRefund'];

interface Asked extends PageInput, TimeInput {
  storefront?: string | undefined;
}

/** Refunds of orders that the hub does not know: they reverse nothing until somebody says which order they are of. */
export class UnmatchedRefundService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;
  readonly #keeping: OrderKeeping;
  readonly #refunds: UnmatchedRefundDao;

  constructor(deps: { db: Database; publishEvent: PublishEvent; keeping: OrderKeeping }) {
    this.#db = deps.db;
    this.#keeping = deps.keeping;
    this.#publishEvent = deps.publishEvent;
    this.#refunds = new UnmatchedRefundDao(deps.db);
  }

  /**
   * Returns one page, each with the orders that it may be of. Throws `bad_request` for an unknown storefront and for a
   * cursor of another order.
   */
  async list(input: Asked, by: Pick<Caller, 'storefrontId'>): Promise<CountedPage<Listed['items'][number]>> {
    const { storefront, order, limit, cursor } = input;
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const filter = { storefrontId, from: optionalDate(input.from), to: optionalDate(input.to) };
    const after = readPlace(unmatchedRefundList, { sort: 'reported', order, cursor });
    const [page, total] = await Promise.all([
      this.#refunds.getUnmatchedRefunds({ ...filter, sort: 'reported', order, limit, after }),
      input.withTotal === true ? this.#refunds.countUnmatchedRefunds(filter) : undefined,
    ]);
    return { items: await this.#withLikelyOrders(page), nextCursor: page.nextCursor, total };
  }

  async #withLikelyOrders({ items }: Page<UnmatchedRefund>): Promise<Listed['items']> {
    const asked = items.flatMap(({ storefrontId, orderId }) =>
      [orderId, ...likelySpellings(orderId)].map((spelling) => ({ storefrontId, orderId: spelling })),
    );
    const orders = await this.#refunds.getOrders(asked);
    return items.map(({ storefrontId, createdAt, ...refund }) => {
      const spellings = [refund.orderId.trim(), ...likelySpellings(refund.orderId)];
      const likelyOrders = orders
        .filter((order) => order.storefrontId === storefrontId && spellings.includes(order.orderKey))
        .sort((a, b) => spellings.indexOf(a.orderKey) - spellings.indexOf(b.orderKey))
        .map(({ storefrontId: _, orderKey: __, ...order }) => ({
          ...order,
          revenue: formatStored(order.revenue, refund.currency),
        }));
      return {
        ...refund,
        amount: refund.amount === null ? null : formatStored(refund.amount, refund.currency),
        createdAt: createdAt.toISOString(),
        likelyOrders,
      };
    });
  }

  /**
   * Joins a refund to the order of a conversion, and books what it reverses. Throws `not_found` for an unknown refund or
   * conversion, and for a refund whose order is known; `conflict` when the order has a refund with the same id.
   */
  join(input: { id: number; conversionId: number }, by: Caller): Promise<Joined> {
    return this.#db.transaction(async (tx) => {
      const orders = new OrderDao(tx);
      const refunds = new UnmatchedRefundDao(tx);
      const order = await orders.getOrderOf(input.conversionId);
      if (order === null) {
        throw new AppError('not_found', `conversionId: there is no conversion with id ${input.conversionId}`);
      }
      await orders.lockOrder(order);
      const before = await orders.lockAttributions(order);
      const refund = await refunds.getUnmatchedRefund(input.id);
      if (refund === null || refund.storefrontId !== order.storefrontId) {
        throw new AppError(
          'not_found',
          `there is no refund with id ${input.id} without an order in that storefront`,
        );
      }
      const [first] = before;
      if (first === undefined) throw new Error(`the order of conversion ${input.conversionId} has none`);
      const { currency, isOrderShadowed } = first;
      const { refunds: earlier } = await orders.getOrderState({ ...order, isOrderShadowed });
      const joined = { orderId: order.orderId, isOrderShadowed, reportedOrderId: refund.orderId };
      if (!(await refunds.joinRefund(refund.id, joined))) {
        throw new AppError(
          'conflict',
          `refundId: order "${order.orderId}" has a refund "${refund.refundId}" already`,
        );
      }
      const verified = before.find(({ kind }) => kind === 'verified');
      const conversions = new ConversionDao(tx);
      const { order: placed, refunds: all } = await orders.getOrderState({ ...order, isOrderShadowed });
      const commissions = this.#keeping.openCommissions(tx);
      const disputes = disputesOf(all.disputes, currency);
      await bookReversals({ orders, commissions }, before, {
        storefrontId: order.storefrontId,
        order: placed,
        before: { refunds: refundsOf(earlier, currency), disputes },
        after: { refunds: refundsOf(all, currency), disputes },
        cause: {
          ...{ cause: 'refund', actor: actorOf(by) },
          causeId: `${order.storefrontId} ${canonicalOrderId(order.orderId)} ${refund.refundId}`,
        },
      });
      const stored = await conversions.getConversionById(verified?.id ?? input.conversionId);
      const conversion = stored === null ? null : inItsCurrency(stored);
      const amount = refund.amount === null ? null : formatStored(refund.amount, currency);
      await new AuditDao(tx).record(by, {
        action: 'affiliates.joinRefund',
        subject: { kind: 'refund', id: refund.refundId },
        before: { orderId: refund.orderId },
        after: { orderId: order.orderId, amount, attributionId: conversion?.id ?? null },
      });
      if (verified !== undefined && conversion !== null) {
        const data = { ...conversionNews(conversion), refundId: refund.refundId, amount };
        await this.#publishEvent(tx, { type: 'conversion.refunded', data });
      }
      await commissions.post();
      return {
        success: true,
        attributionId: verified?.id ?? null,
        refunded: verified === undefined ? null : (conversion?.refunded ?? null),
        commissionReversed: verified === undefined ? null : (conversion?.commissionReversed ?? null),
      };
    });
  }
}
