import type { Database, Page, Total } from '@dreamteamhub/db';
import { CommissionDao, type CommissionRow } from '@dreamteamhub/db/commissions';
import { type OrderView, OrderViewDao, orderList } from '@dreamteamhub/db/orders';
import { PaidConversionsDao } from '@dreamteamhub/db/payouts';
import { type admin, canonicalOrderId, type WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { formatMinor, formatStored, parseMinor } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { amountsOf, commissionOf, refundableLines, refundedOf, refundsOf, termsOf } from './order-books.ts';
import { refundsByLine } from './order-line-rules.ts';

type Asked = z.output<(typeof admin)['orders']['listOrders']['input']> & {
  /** For exports: the total has no end. */
  isWhole?: boolean | undefined;
};
type OrderAnswer = WireOutputs<typeof admin>['orders']['listOrders']['items'][number];
type OrderDetail = WireOutputs<typeof admin>['orders']['getOrder'];
type Listed = Page<OrderAnswer> & { total?: Total | undefined };

/** The most hub events that an order shows. */
const MOST_EVENTS = 50;

/** Orders as people see them: what was placed, who is credited with it, what was given back, what was told of it. */
export class OrderViewService {
  readonly #db: Database;
  readonly #orders: OrderViewDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#orders = new OrderViewDao(deps.db);
  }

  /** Returns one page. Throws `bad_request` for an unknown storefront and for a cursor of another order. */
  async list(input: Asked, by: Pick<Caller, 'storefrontId'>): Promise<Listed> {
    const { search, orderId, storefront, attributed, counted, orderedFrom, orderedTo, sort, order } = input;
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const filter = {
      search: search === undefined ? undefined : canonicalOrderId(search),
      orderKey: orderId === undefined ? undefined : canonicalOrderId(orderId),
      storefrontId,
      affiliateId: input.affiliateId,
      isAttributed: attributed === undefined ? undefined : attributed === 'yes',
      isCounted: counted === undefined ? undefined : counted === 'yes',
      status: input.status,
      isWhole: input.isWhole,
      orderedFrom: orderedFrom === undefined ? undefined : new Date(orderedFrom),
      orderedTo: orderedTo === undefined ? undefined : new Date(orderedTo),
    };
    const after = readPlace(orderList, { sort, order, cursor: input.cursor });
    const [page, total] = await Promise.all([
      this.#orders.getOrders({ ...filter, sort, order, limit: input.limit, after }),
      input.withTotal === true ? this.#orders.countOrders(filter) : undefined,
    ]);
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor, total };
  }

  /** Throws `not_found`. */
  async get(id: number, by: Pick<Caller, 'storefrontId'>): Promise<OrderDetail> {
    const order = await this.#orders.getOrder(id);
    if (order === null || (by.storefrontId !== null && order.storefrontId !== by.storefrontId)) {
      throw new AppError('not_found', `there is no order with id ${id}`);
    }
    const { currency, attribution } = order;
    const [lines, refunds, claims, events, commissions, payments] = await Promise.all([
      this.#orders.getLines(order.id),
      this.#orders.getRefunds(order),
      this.#orders.getClaims(order),
      this.#orders.getHubEvents(order, MOST_EVENTS),
      attribution === null ? [] : new CommissionDao(this.#db).getCommissions(attribution.id),
      new PaidConversionsDao(this.#db).getPayments(attribution === null ? [] : [attribution.id]),
    ]);
    const write = (amount: string | null) => (amount === null ? null : formatStored(amount, currency));
    const shares = sharesOf(order, lines, { refunds, commissions });
    return {
      ...toAnswer(order),
      shipping: write(order.shipping),
      tax: write(order.tax),
      fees: write(order.fees),
      discount: write(order.discount),
      lines: lines.map((line, place) => ({
        lineId: line.lineId,
        sku: line.sku,
        productId: line.productId,
        categories: line.categories ?? [],
        quantity: line.quantity,
        net: formatStored(line.net, currency),
        discount: formatStored(line.discount, currency),
        fees: formatStored(line.fees, currency),
        shipping: formatStored(line.shipping, currency),
        tax: formatStored(line.tax, currency),
        ...(shares[place] ?? {
          refunded: formatMinor(0n, currency),
          commission: null,
          commissionReversed: null,
        }),
      })),
      refunds: refunds.map(({ amount, lines: given, createdAt, refundId }) => ({
        refundId,
        amount: write(amount),
        lines: given.map(({ lineId, net }) => ({ lineId, net: formatStored(net, currency) })),
        createdAt: createdAt.toISOString(),
      })),
      ignored: attribution?.ignored ?? order.ignored ?? [],
      commissionBps: attribution?.commissionBps ?? null,
      commissionSource: attribution?.commissionSource ?? null,
      payout: (attribution === null ? undefined : payments.get(attribution.id)) ?? null,
      clickId: attribution?.clickId ?? null,
      claims: claims.map(({ createdAt, currency: of, ...claim }) => ({
        ...claim,
        revenue: formatStored(claim.revenue, of),
        createdAt: createdAt.toISOString(),
      })),
      events: events.map(({ createdAt, deliveredAt, ...event }) => ({
        ...event,
        createdAt: createdAt.toISOString(),
        deliveredAt: deliveredAt?.toISOString() ?? null,
      })),
    };
  }
}

/** What of a line was given back, and its part of the commission. */
type LineShares = Pick<OrderDetail['lines'][number], 'refunded' | 'commission' | 'commissionReversed'>;

function sharesOf(
  order: OrderView,
  lines: Awaited<ReturnType<OrderViewDao['getLines']>>,
  {
    refunds: given,
    commissions,
  }: {
    refunds: Awaited<ReturnType<OrderViewDao['getRefunds']>>;
    /** None where the attribution is from a version of the hub that kept none, and is not booked yet. */
    commissions: readonly CommissionRow[];
  },
): LineShares[] {
  const { currency, attribution, refundTotal: total, isRefundWhole: isWhole } = order;
  const amounts = amountsOf({ ...order, lines });
  const byLine = given.flatMap((refund) => refund.lines);
  const commission = attribution === null ? null : commissionOf(amounts, termsOf(attribution)).byLine;
  const booked = new Map(commissions.map((row) => [row.position, row]));
  const reversals = refundsByLine(
    { revenue: amounts.revenue, lines: refundableLines(amounts.lines, commission ?? []) },
    refundsOf({ total, isWhole, byLine }, currency),
  );
  return reversals.map(({ refunded, commissionReversed }, place) => {
    const row = booked.get(place + 1);
    const write = (minor: bigint) => formatMinor(minor, currency);
    return {
      refunded: write(refunded),
      commission:
        commission === null ? null : formatStored(row?.amount ?? write(commission[place] ?? 0n), currency),
      commissionReversed:
        commission === null ? null : formatStored(row?.reversed ?? write(commissionReversed), currency),
    };
  });
}

function toAnswer(order: OrderView): OrderAnswer {
  const { id, storefront, orderId, currency, lineCount, attribution } = order;
  const amounts = { revenue: parseMinor(order.revenue, currency) };
  const refunds = refundsOf({ total: order.refundTotal, isWhole: order.isRefundWhole, byLine: [] }, currency);
  return {
    id,
    storefront,
    orderId,
    currency,
    revenue: formatStored(order.revenue, currency),
    refunded: formatMinor(refundedOf(amounts, refunds), currency),
    lineCount,
    couponCodes: order.couponCodes ?? [],
    orderedAt: order.orderedAt.toISOString(),
    postedAt: order.postedAt.toISOString(),
    attribution:
      attribution === null
        ? null
        : {
            id: attribution.id,
            affiliateId: attribution.affiliateId,
            affiliateHandle: attribution.affiliateHandle,
            affiliateName: attribution.affiliateName,
            status: attribution.status,
            commission: formatStored(attribution.commission, currency),
            commissionReversed: formatStored(attribution.commissionReversed, currency),
            attributedBy: attribution.attributedBy,
          },
  };
}
