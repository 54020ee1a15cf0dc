import type { Database, Transaction } from '@dreamteamhub/db';
import type { AttributionRow, ConversionWrite, OrderStore } from '@dreamteamhub/db/conversions';
import type { EventIdentity } from '@dreamteamhub/db/tracking';
import {
  type admin,
  canonicalCurrency,
  canonicalOrderId,
  type tracking,
  type WireInputs,
  type WireOutputs,
} from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { hashContent } from '../../platform/content-hash.ts';
import { verifiedEventId } from '../../platform/event-id.ts';
import { floorMinor, formatMinor, formatStored, readMinorField } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import type { Reporter, TouchService } from '../tracking/touch-service.ts';
import { eventMismatch } from '../tracking/tracking-service.ts';
import { Attribution, type AttributionInput, type Credit } from './attribution.ts';
import { conversionNews } from './conversion-news.ts';
import {
  bookReversals,
  contributionChange,
  contributionOf,
  inItsCurrency,
  readRefunded,
  refundedWith,
  reversalColumns,
} from './order-books.ts';
import type { OrderKeeping } from './order-keeping.ts';
import {
  admitClaim,
  afterRefunds,
  type Commission,
  type ConversionKind,
  commissionOn,
  contribution,
  judgeOrder,
  NO_CONTRIBUTION,
  type Refunded,
} from './rules.ts';

export interface ConversionInput extends AttributionInput {
  eventId?: string | undefined;
  orderId: string;
  revenue: number | string;
  commission?: number | string | undefined;
  currency?: string | undefined;
}

export type ConversionReceipt = WireOutputs<typeof tracking>['tracking']['recordConversion'];

type RefundInput = WireInputs<typeof admin>['affiliates']['recordRefund'];
type RefundReceipt = WireOutputs<typeof admin>['affiliates']['recordRefund'];

/** An incoming order, with its amounts. */
interface Order extends Credit {
  orderId: string;
  kind: ConversionKind;
  /** A claim that its storefront keeps out of the metrics. */
  isApart: boolean;
  revenue: bigint;
  commission: Commission;
}

/** Records the orders and refunds that shops report. A receipt means that the report is committed. */
export class OrderService {
  readonly #db: Database;
  readonly #attribution: Attribution;
  readonly #defaultCommissionBps: number;
  readonly #maxClaim: string;
  readonly #admit: (reporter: Reporter) => void;
  readonly #keeping: OrderKeeping;

  constructor(deps: {
    db: Database;
    touches: TouchService;
    defaultCommissionBps: number;
    /** The highest revenue of a claim where the storefront has no maximum of its own; a decimal string. */
    maxClaim: string;
    /** Counts an event of a stranger, who may store so many a day. Throws `rate_limited`. */
    admit: (reporter: Reporter) => void;
    keeping: OrderKeeping;
  }) {
    this.#db = deps.db;
    this.#attribution = new Attribution({ touches: deps.touches });
    this.#defaultCommissionBps = deps.defaultCommissionBps;
    this.#maxClaim = deps.maxClaim;
    this.#admit = deps.admit;
    this.#keeping = deps.keeping;
  }

  /**
   * Records an order: verified for a trusted reporter, a claim otherwise. Throws `not_found` when no affiliate can be
   * credited, `conflict` when the order is taken, `event_mismatch` for a reused event id, `forbidden` or `bad_request`
   * for a claim that the storefront does not take, `rate_limited` for a stranger who has filled their share of the day.
   */
  async recordConversion(input: ConversionInput, reporter: Reporter): Promise<ConversionReceipt> {
    const credit = await this.#attribution.credit(input, reporter);
    const { currency, storefrontSlug, commissionBps } = credit.affiliate;
    expectCurrency(input.currency, { slug: storefrontSlug, currency });
    const revenue = readMinorField('revenue', input.revenue, currency);
    const given =
      input.commission === undefined ? null : readMinorField('commission', input.commission, currency);
    const commission = commissionOn(revenue, {
      given: reporter.isTrusted ? given : null,
      ownBasisPoints: commissionBps,
      defaultBasisPoints: this.#defaultCommissionBps,
    });
    const kind = reporter.isTrusted ? 'verified' : 'claim';
    const isApart = kind === 'claim' && this.#admitClaim(revenue, credit.affiliate);
    const order: Order = { ...credit, orderId: input.orderId, kind, isApart, revenue, commission };
    this.#admit(reporter);
    const event = eventOf(input, { revenue, given, currency, isTrusted: reporter.isTrusted });
    return this.#db.transaction((tx) => this.#record(tx, order, event));
  }

  /** Returns whether a claim is kept apart from the metrics. Throws when its storefront does not take it. */
  #admitClaim(revenue: bigint, { claims, maxClaim, currency, storefrontSlug }: Credit['affiliate']): boolean {
    const maximum = floorMinor(maxClaim ?? this.#maxClaim, currency);
    const admission = admitClaim(revenue, { claims, maximum });
    if (admission === 'refused') {
      throw new AppError(
        'forbidden',
        `storefront "${storefrontSlug}" takes orders from its own server only, with a secret key`,
      );
    }
    if (admission === 'too_high') {
      const most = formatMinor(maximum, currency);
      throw badField('revenue', `must be at most ${most} ${currency} without a secret key`);
    }
    return admission.isApart;
  }

  async #record(tx: Transaction, order: Order, event: EventIdentity | null): Promise<ConversionReceipt> {
    const { storefrontId } = order.affiliate;
    const orders = this.#keeping.open(tx);
    if (event !== null) {
      await orders.lockEvent(storefrontId, event.eventId);
      const known = await orders.findEvent(storefrontId, event);
      if (known === 'mismatch') throw eventMismatch();
      if (known !== 'unknown') {
        const row = await orders.getAttribution(known.resultId);
        return { ...receiptOf(known.resultId, row), duplicate: true };
      }
    }
    const key = { storefrontId, orderId: order.orderId };
    await orders.lockOrder(key);
    const existing = await orders.lockAttributions(key);
    const { pixelId } = order.affiliate;
    const judgement = judgeOrder(existing, { pixelId, kind: order.kind });
    if (judgement.verdict === 'conflict') throw taken(order, judgement.by);

    const isOrderShadowed = existing[0]?.isOrderShadowed ?? false;
    const { currency } = order.affiliate;
    const refunded = await readRefunded(orders, { ...key, isOrderShadowed, currency });
    const claim = judgement.verdict === 'promote' ? judgement.claim : null;
    const attributionId = await orders.write(writeOf(order, { claim, refunded, isOrderShadowed }));
    if (event !== null) {
      const isRemembered = await orders.rememberEvent(storefrontId, { ...event, resultId: attributionId });
      // A click has taken the event id meanwhile.
      if (!isRemembered) throw eventMismatch();
    }
    const conversion = await orders.getConversion(attributionId);
    if (conversion !== null) {
      await this.#keeping.publishEvent(tx, { type: 'conversion.recorded', data: conversionNews(conversion) });
    }
    return receiptOf(attributionId, order);
  }

  /**
   * Books a refund of an order: on its verified conversion, and on the claims beside it. A refund of an order that is
   * not known yet is booked as soon as the order arrives. Throws `bad_request` for another currency, `event_mismatch`
   * when this refund was reported with another amount.
   */
  async recordRefund(input: RefundInput, by: Caller): Promise<RefundReceipt> {
    const { orderId } = input;
    const refundId = canonicalOrderId(input.refundId);
    const storefront = await findStorefront(this.#db, input.storefront, by);
    expectCurrency(input.currency, storefront);
    const storefrontId = storefront.id;
    const { currency } = storefront;
    const amount = readRefundAmount(input.amount, currency);
    const refund = { storefrontId, orderId, refundId, amount, currency };
    return this.#db.transaction(async (tx) => {
      const orders = this.#keeping.open(tx);
      const { isRepeated, verifiedId } = await bookRefund(orders, refund);
      const stored = verifiedId === null ? null : await orders.getConversion(verifiedId);
      const conversion = stored === null ? null : inItsCurrency(stored);
      const { refunded = null, commissionReversed = null } = conversion ?? {};
      const attributionId = conversion?.id ?? null;
      const receipt = { success: true, attributionId, refunded, commissionReversed } as const;
      if (isRepeated) return { ...receipt, duplicate: true };
      await this.#keeping.record(tx, by, {
        action: 'affiliates.recordRefund',
        subject: { kind: 'refund', id: refundId },
        after: { storefrontId, orderId, amount, attributionId, refunded, commissionReversed },
      });
      if (conversion !== null) {
        const data = { ...conversionNews(conversion), refundId, amount };
        await this.#keeping.publishEvent(tx, { type: 'conversion.refunded', data });
      }
      return receipt;
    });
  }
}

/** Reads the amount of a refund; null for all that remains of the order. Throws `bad_request`. */
function readRefundAmount(amount: number | string | undefined, currency: string): string | null {
  if (amount === undefined) return null;
  const minor = readMinorField('amount', amount, currency);
  if (minor === 0n) throw badField('amount', 'must be more than zero');
  return formatMinor(minor, currency);
}

/** Books a refund. Returns whether it was booked before, and the verified conversion of its order. */
async function bookRefund(
  orders: OrderStore,
  {
    currency,
    ...refund
  }: { storefrontId: number; orderId: string; refundId: string; amount: string | null; currency: string },
): Promise<{ isRepeated: boolean; verifiedId: number | null }> {
  await orders.lockOrder(refund);
  const before = await orders.lockAttributions(refund);
  const isOrderShadowed = before[0]?.isOrderShadowed ?? false;
  const verifiedId = before.find(({ kind }) => kind === 'verified')?.id ?? null;
  // Looked up first, because its id may have been stored in another spelling.
  const earlier = await orders.sumRefunds({ ...refund, isOrderShadowed });
  if (earlier.meant !== null) {
    const { amount } = earlier.meant;
    const meant = amount === null ? null : formatStored(amount, currency);
    if (meant === refund.amount) return { isRepeated: true, verifiedId };
    throw new AppError('event_mismatch', 'refundId: this refund was reported before, with another amount');
  }
  await orders.insertRefund({ ...refund, isOrderShadowed });
  await bookReversals(orders, before, refundedWith(earlier, refund.amount, currency));
  return { isRepeated: false, verifiedId };
}

function expectCurrency(
  given: string | undefined,
  { slug, currency }: { slug: string; currency: string },
): void {
  if (given !== undefined && canonicalCurrency(given) !== currency) {
    throw badField('currency', `storefront "${slug}" takes orders in ${currency}`);
  }
}

/** Returns an order's answer: the attribution, and by what it was found where the report named more. */
function receiptOf(
  attributionId: number,
  by: Pick<AttributionRow, 'attributedBy' | 'ignored'> | null,
): ConversionReceipt {
  return {
    success: true,
    attributionId,
    // Only where something was passed over: otherwise it is what the report names first.
    ...(by?.attributedBy && by.ignored?.length ? { attributedBy: by.attributedBy, ignored: by.ignored } : {}),
  };
}

/** Returns what to write for an order: a new attribution, or the promotion of its pixel's claim. */
function writeOf(
  { affiliate, click, attributedBy, ignored, orderId, kind, isApart, revenue, commission }: Order,
  {
    claim,
    refunded,
    isOrderShadowed,
  }: { claim: AttributionRow | null; refunded: Refunded; isOrderShadowed: boolean },
): ConversionWrite {
  const { storefrontId, id: affiliateId, pixelId, currency } = affiliate;
  const left = afterRefunds({ commission: commission.amount, revenue }, refunded);
  const amounts = {
    revenue: formatMinor(revenue, currency),
    commission: formatMinor(commission.amount, currency),
    commissionSource: commission.source,
    commissionBps: commission.basisPoints,
    clickId: click?.id ?? claim?.clickId ?? null,
    attributedBy,
    ignored: ignored.length === 0 ? null : ignored,
    isApart,
    ...reversalColumns(left, currency),
  };
  const adds = contributionChange(
    claim === null ? NO_CONTRIBUTION : contributionOf(claim),
    contribution({ kind, status: 'pending', revenue, isApart, ...left }),
    currency,
  );
  if (claim !== null) return { verdict: 'promote', claimId: claim.id, attribution: amounts, adds };
  const names = { storefrontId, orderId, isOrderShadowed, affiliateId, pixelId };
  const attribution = { ...names, kind, currency, ...amounts };
  return { verdict: 'insert', attribution, adds };
}

/** Returns the event id with the hash of the content that it stands for; null without an event id. */
function eventOf(
  { eventId, ...content }: ConversionInput,
  {
    revenue,
    given,
    currency,
    isTrusted,
  }: { revenue: bigint; given: bigint | null; currency: string; isTrusted: boolean },
): EventIdentity | null {
  if (eventId === undefined) return null;
  const bodyHash = hashContent('conversion', {
    ...content,
    // Amounts by value: 99.9 and "99.90" are the same order.
    revenue: formatMinor(revenue, currency),
    commission: given === null ? undefined : formatMinor(given, currency),
    isTrusted,
  });
  return isTrusted
    ? { eventId: verifiedEventId(eventId), formerId: eventId, bodyHash }
    : { eventId, bodyHash };
}

function taken({ orderId, kind }: Order, by: AttributionRow): AppError {
  return new AppError('conflict', `orderId: order "${orderId}" is already attributed`, {
    // Only callers that may read learn whose it is.
    details: kind === 'verified' ? { attributionId: by.id } : undefined,
  });
}
