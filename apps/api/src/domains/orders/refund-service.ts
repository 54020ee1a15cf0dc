import type { Database } from '@dreamteamhub/db';
import type { OrderKey, OrderStore, RefundedLine, StoredOrder } from '@dreamteamhub/db/orders';
import { type admin, canonicalOrderId, type WireInputs, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { formatMinor, formatStored, parseMinor, readMinorField } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { bookReversals } from './book-reversals.ts';
import { conversionNews } from './conversion-news.ts';
import { amountsOf, inItsCurrency, refundedOf, refundsOf, refundsWith } from './order-books.ts';
import { disputesOf, type OrderCommissions } from './order-commissions.ts';
import type { OrderKeeping } from './order-keeping.ts';
import { expectCurrency } from './order-report.ts';

type RefundInput = WireInputs<typeof admin>['affiliates']['recordRefund'];
type RefundReceipt = WireOutputs<typeof admin>['affiliates']['recordRefund'];

/** A refund to book. Amounts are decimal strings of its storefront's currency. */
interface Refund extends OrderKey {
  refundId: string;
  currency: string;
  /** Null: all that remains. */
  amount: string | null;
  /** By line id, sorted. */
  lines: RefundedLine[];
}

/** What a refund was booked on. */
interface Booked {
  isRepeated: boolean;
  /** Null: no trusted reporter placed the order (yet). */
  order: StoredOrder | null;
  /** Of the order, at most all of it; in minor units. */
  refundedSoFar: bigint;
  /** The order's verified conversion. */
  verifiedId: number | null;
}

/** Records the refunds that shops report. A receipt means that the refund is committed. */
export class RefundService {
  readonly #db: Database;
  readonly #keeping: OrderKeeping;

  constructor(deps: { db: Database; keeping: OrderKeeping }) {
    this.#db = deps.db;
    this.#keeping = deps.keeping;
  }

  /**
   * Books a refund of an order: on its verified conversion, and on the claims beside it. A refund of an order that is
   * not known yet is booked as soon as the order arrives. Throws `bad_request` for another currency, `event_mismatch`
   * when this refund was reported with another amount.
   */
  async recordRefund(input: RefundInput, by: Caller): Promise<RefundReceipt> {
    const storefront = await findStorefront(this.#db, input.storefront, by);
    expectCurrency(input.currency, storefront);
    const refund = readRefund(input, storefront);
    const { orderId, refundId, amount, lines } = refund;
    return this.#db.transaction(async (tx) => {
      const orders = this.#keeping.open(tx);
      const commissions = this.#keeping.openCommissions(tx);
      const { isRepeated, order, refundedSoFar, verifiedId } = await bookRefund(
        { orders, commissions },
        refund,
      );
      const stored = verifiedId === null ? null : await orders.getConversion(verifiedId);
      const conversion = stored === null ? null : inItsCurrency(stored);
      const { refunded = null, commissionReversed = null } = conversion ?? {};
      const attributionId = conversion?.id ?? null;
      const receipt = { success: true, attributionId, refunded, commissionReversed } as const;
      if (isRepeated) return { ...receipt, duplicate: true };
      const byLine = lines.length === 0 ? {} : { lines };
      await this.#keeping.record(tx, by, {
        action: 'affiliates.recordRefund',
        subject: { kind: 'refund', id: refundId },
        after: {
          storefrontId: storefront.id,
          orderId,
          amount,
          ...byLine,
          attributionId,
          refunded,
          commissionReversed,
        },
      });
      if (order !== null) {
        const { id, revenue, currency } = order;
        await this.#keeping.publishEvent(tx, {
          type: 'order.refunded',
          data: {
            id,
            storefront: storefront.slug,
            orderId: order.orderId,
            revenue: formatStored(revenue, currency),
            refunded: formatMinor(refundedSoFar, currency),
            currency,
            refundId,
            amount,
            lines,
          },
        });
      }
      if (conversion !== null) {
        const data = { ...conversionNews(conversion), refundId, amount };
        await this.#keeping.publishEvent(tx, { type: 'conversion.refunded', data });
      }
      await commissions.post();
      return receipt;
    });
  }
}

/** Reads a refund. Throws `bad_request` for an amount that the currency does not take. */
function readRefund(
  input: RefundInput,
  { id: storefrontId, currency }: { id: number; currency: string },
): Refund {
  const { orderId } = input;
  const refundId = canonicalOrderId(input.refundId);
  const sums = new Map<string, bigint>();
  for (const [place, { lineId, net }] of (input.lines ?? []).entries()) {
    const line = canonicalOrderId(lineId);
    const amount = readMinorField(`lines.${place}.net`, net, currency);
    // A gift that comes back with the rest costs nothing.
    if (amount > 0n) sums.set(line, (sums.get(line) ?? 0n) + amount);
  }
  if (input.lines !== undefined && sums.size === 0) throw badField('lines', 'must add up to more than zero');
  const total = [...sums.values()].reduce((sum, net) => sum + net, 0n);
  const amount =
    input.amount !== undefined
      ? readPositive('amount', input.amount, currency)
      : sums.size > 0
        ? total
        : null;
  return {
    storefrontId,
    orderId,
    refundId,
    currency,
    amount: amount === null ? null : formatMinor(amount, currency),
    lines: [...sums]
      .map(([lineId, net]) => ({ lineId, net: formatMinor(net, currency) }))
      .sort((a, b) => (a.lineId < b.lineId ? -1 : 1)),
  };
}

function readPositive(field: string, amount: number | string, currency: string): bigint {
  const minor = readMinorField(field, amount, currency);
  if (minor === 0n) throw badField(field, 'must be more than zero');
  return minor;
}

async function bookRefund(
  { orders, commissions }: { orders: OrderStore; commissions: OrderCommissions },
  { currency, ...refund }: Refund,
): Promise<Booked> {
  await orders.lockOrder(refund);
  const before = await orders.lockAttributions(refund);
  const isOrderShadowed = before[0]?.isOrderShadowed ?? false;
  const verifiedId = before.find(({ kind }) => kind === 'verified')?.id ?? null;
  // Looked up first, because its id may have been stored in another spelling.
  const { order, refunds: earlier } = await orders.getOrderState({ ...refund, isOrderShadowed });
  if (earlier.meant !== null) {
    if (isSame(earlier.meant, refund, currency)) {
      return { isRepeated: true, order, refundedSoFar: 0n, verifiedId };
    }
    throw new AppError('event_mismatch', 'refundId: this refund was reported before, with another amount');
  }
  await orders.insertRefund({ ...refund, isOrderShadowed });
  const added = {
    amount: refund.amount === null ? null : parseMinor(refund.amount, currency),
    lines: refund.lines.map(({ lineId, net }) => ({ lineId, net: parseMinor(net, currency) })),
  };
  const refunds = refundsWith(refundsOf(earlier, currency), added);
  const { storefrontId, refundId } = refund;
  const disputes = disputesOf(earlier.disputes, currency);
  await bookReversals({ orders, commissions }, before, {
    ...{ storefrontId, order },
    before: { refunds: refundsOf(earlier, currency), disputes },
    after: { refunds, disputes },
    cause: { cause: 'refund', id: `refund ${refundId}` },
  });
  const refundedSoFar = order === null ? 0n : refundedOf(amountsOf(order), refunds);
  return { isRepeated: false, order, refundedSoFar, verifiedId };
}

/** Whether two reports of a refund say the same. */
function isSame(
  was: { amount: string | null; lines: readonly RefundedLine[] },
  is: Pick<Refund, 'amount' | 'lines'>,
  currency: string,
): boolean {
  const amount = was.amount === null ? null : formatStored(was.amount, currency);
  const netOf = new Map(was.lines.map(({ lineId, net }) => [lineId, formatStored(net, currency)]));
  return (
    amount === is.amount &&
    netOf.size === is.lines.length &&
    is.lines.every(({ lineId, net }) => netOf.get(lineId) === net)
  );
}
