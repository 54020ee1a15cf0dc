import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { ConversionDao, OrderDao, UnmatchedRefundDao } from '@dreamteamhub/db/orders';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type Caller } from '../../platform/caller.ts';
import { formatStored } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { bookReversals } from './book-reversals.ts';
import { conversionNews } from './conversion-news.ts';
import { inItsCurrency, refundsOf } from './order-books.ts';
import { disputesOf } from './order-commissions.ts';
import type { OrderKeeping } from './order-keeping.ts';

type Joined = WireOutputs<typeof admin>['conversions']['joinRefund'];

/** Joins refunds of orders that the hub does not know to the order that somebody says they are of. */
export class UnmatchedRefundService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;
  readonly #keeping: OrderKeeping;

  constructor(deps: { db: Database; publishEvent: PublishEvent; keeping: OrderKeeping }) {
    this.#db = deps.db;
    this.#keeping = deps.keeping;
    this.#publishEvent = deps.publishEvent;
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
        cause: { cause: 'refund', id: `refund ${refund.refundId}`, actor: actorOf(by) },
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
