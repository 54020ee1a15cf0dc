import type { Database, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  type AttributionRow,
  ConversionDao,
  type ConversionWrite,
  OrderDao,
} from '@dreamteamhub/db/conversions';
import type { EventIdentity } from '@dreamteamhub/db/tracking';
import type { admin, WireInputs, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { hashContent } from '../../platform/content-hash.ts';
import { formatMinor, parseMinor } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import type { Reporter, TouchService } from '../tracking/touch-service.ts';
import { eventMismatch } from '../tracking/tracking-service.ts';
import { Attribution, type AttributionInput, type Credit } from './attribution.ts';
import { conversionNews } from './conversion-news.ts';
import {
  contributionChange,
  contributionOf,
  readRefunded,
  refundedRow,
  reversalColumns,
  rollupChanges,
} from './order-books.ts';
import {
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

export interface ConversionReceipt {
  success: true;
  attributionId: number;
  duplicate?: boolean;
}

type RefundInput = WireInputs<typeof admin>['affiliates']['recordRefund'];
type RefundReceipt = WireOutputs<typeof admin>['affiliates']['recordRefund'];

/** An incoming order, with its amounts. */
interface Order extends Credit {
  orderId: string;
  kind: ConversionKind;
  revenue: bigint;
  commission: Commission;
}

/** Records the orders and refunds that shops report. A receipt means that the report is committed. */
export class OrderService {
  readonly #db: Database;
  readonly #attribution: Attribution;
  readonly #defaultCommissionBps: number;
  readonly #publishEvent: PublishEvent;

  constructor(deps: {
    db: Database;
    touches: TouchService;
    defaultCommissionBps: number;
    publishEvent: PublishEvent;
  }) {
    this.#db = deps.db;
    this.#attribution = new Attribution({ touches: deps.touches });
    this.#defaultCommissionBps = deps.defaultCommissionBps;
    this.#publishEvent = deps.publishEvent;
  }

  /**
   * Records an order: verified for a trusted reporter, a claim otherwise. Throws `not_found` when no affiliate can be
   * credited, `conflict` when the order is taken, `event_mismatch` for a reused event id.
   */
  async recordConversion(input: ConversionInput, reporter: Reporter): Promise<ConversionReceipt> {
    const credit = await this.#attribution.credit(input, reporter);
    const { currency, storefrontSlug, commissionBps } = credit.affiliate;
    if (input.currency !== undefined && input.currency !== currency) {
      throw badField('currency', `storefront "${storefrontSlug}" takes orders in ${currency}`);
    }
    const revenue = parseMinor(input.revenue);
    const given = input.commission === undefined ? null : parseMinor(input.commission);
    const commission = commissionOn(revenue, {
      given: reporter.isTrusted ? given : null,
      ownBasisPoints: commissionBps,
      defaultBasisPoints: this.#defaultCommissionBps,
    });
    const kind = reporter.isTrusted ? 'verified' : 'claim';
    const order: Order = { ...credit, orderId: input.orderId, kind, revenue, commission };
    const event = eventOf(input, { revenue, given, isTrusted: reporter.isTrusted });
    return this.#db.transaction((tx) => this.#record(tx, order, event));
  }

  async #record(tx: Transaction, order: Order, event: EventIdentity | null): Promise<ConversionReceipt> {
    const { storefrontId } = order.affiliate;
    const orders = new OrderDao(tx);
    if (event !== null) {
      await orders.lockEvent(storefrontId, event.eventId);
      const known = await orders.findEvent(storefrontId, event);
      if (known === 'mismatch') throw eventMismatch();
      if (known !== 'unknown') return { success: true, attributionId: known.resultId, duplicate: true };
    }
    const key = { storefrontId, orderId: order.orderId };
    await orders.lockOrder(key);
    const existing = await orders.lockAttributions(key);
    const { pixelId } = order.affiliate;
    const judgement = judgeOrder(existing, { pixelId, kind: order.kind });
    if (judgement.verdict === 'conflict') throw taken(order, judgement.by);

    const refunded = await readRefunded(orders, key);
    const claim = judgement.verdict === 'promote' ? judgement.claim : null;
    const attributionId = await new AffiliateDao(tx).trackConversion(writeOf(order, { claim, refunded }));
    if (event !== null) {
      const isRemembered = await orders.rememberEvent(storefrontId, { ...event, resultId: attributionId });
      // A click has taken the event id meanwhile.
      if (!isRemembered) throw eventMismatch();
    }
    const conversion = await new ConversionDao(tx).getConversionById(attributionId);
    if (conversion !== null) {
      await this.#publishEvent(tx, { type: 'conversion.recorded', data: conversionNews(conversion) });
    }
    return { success: true, attributionId };
  }

  /**
   * Books a refund of an order: on its verified conversion, and on the claims beside it. A refund of an order that is
   * not known yet is booked as soon as the order arrives. Throws `bad_request` for another currency, `event_mismatch`
   * when this refund was reported with another amount.
   */
  async recordRefund(input: RefundInput, by: Caller): Promise<RefundReceipt> {
    const { orderId, refundId } = input;
    const { id: storefrontId, slug, currency } = await findStorefront(this.#db, input.storefront, by);
    if (input.currency !== undefined && input.currency !== currency) {
      throw badField('currency', `storefront "${slug}" takes orders in ${currency}`);
    }
    const amount = input.amount === undefined ? null : formatMinor(parseMinor(input.amount));
    const refund = { storefrontId, orderId, refundId, amount };
    return this.#db.transaction(async (tx) => {
      const isRepeated = !(await bookRefund(new OrderDao(tx), refund));
      const conversion = await new ConversionDao(tx).getVerifiedConversion({ storefrontId, orderId });
      const { refunded = null, commissionReversed = null } = conversion ?? {};
      const attributionId = conversion?.id ?? null;
      const receipt = { success: true, attributionId, refunded, commissionReversed } as const;
      if (isRepeated) return { ...receipt, duplicate: true };
      await new AuditDao(tx).record(by, {
        action: 'affiliates.recordRefund',
        subject: { kind: 'refund', id: refundId },
        after: { storefrontId, orderId, amount, attributionId, refunded, commissionReversed },
      });
      if (conversion !== null) {
        const data = { ...conversionNews(conversion), refundId, amount };
        await this.#publishEvent(tx, { type: 'conversion.refunded', data });
      }
      return receipt;
    });
  }
}

/** Books a refund. Returns false when it was booked before. */
async function bookRefund(
  orders: OrderDao,
  refund: { storefrontId: number; orderId: string; refundId: string; amount: string | null },
): Promise<boolean> {
  await orders.lockOrder(refund);
  if (!(await orders.insertRefund(refund))) {
    const known = await orders.getRefund(refund);
    if (known?.amount === refund.amount) return false;
    throw new AppError('event_mismatch', 'refundId: this refund was reported before, with another amount');
  }
  const before = await orders.lockAttributions(refund);
  if (before.length === 0) return true;
  const refunded = await readRefunded(orders, refund);
  const changes = before.map((row) => ({ before: row, after: refundedRow(row, refunded) }));
  await orders.updateReversals(changes.map(({ after }) => after));
  await orders.addToRollups(rollupChanges(changes));
  return true;
}

/** Returns what to write for an order: a new attribution, or the promotion of its pixel's claim. */
function writeOf(
  { affiliate, click, orderId, kind, revenue, commission }: Order,
  { claim, refunded }: { claim: AttributionRow | null; refunded: Refunded },
): ConversionWrite {
  const left = afterRefunds({ commission: commission.amount, revenue }, refunded);
  const amounts = {
    revenue: formatMinor(revenue),
    commission: formatMinor(commission.amount),
    commissionSource: commission.source,
    commissionBps: commission.basisPoints,
    clickId: click?.id ?? claim?.clickId ?? null,
    ...reversalColumns(left),
  };
  const adds = contributionChange(
    claim === null ? NO_CONTRIBUTION : contributionOf(claim),
    contribution({ status: 'pending', revenue, ...left }),
  );
  if (claim !== null) return { verdict: 'promote', claimId: claim.id, attribution: amounts, adds };
  const { storefrontId, id: affiliateId, pixelId, currency } = affiliate;
  const attribution = { storefrontId, orderId, affiliateId, pixelId, kind, currency, ...amounts };
  return { verdict: 'insert', attribution, adds };
}

/** Returns the event id with the hash of the content that it stands for; null without an event id. */
function eventOf(
  { eventId, ...content }: ConversionInput,
  { revenue, given, isTrusted }: { revenue: bigint; given: bigint | null; isTrusted: boolean },
): EventIdentity | null {
  if (eventId === undefined) return null;
  const bodyHash = hashContent('conversion', {
    ...content,
    // Amounts by value: 99.9 and "99.90" are the same order.
    revenue: formatMinor(revenue),
    commission: given === null ? undefined : formatMinor(given),
    isTrusted,
  });
  return { eventId, bodyHash };
}

function taken({ orderId, kind }: Order, by: AttributionRow): AppError {
  return new AppError('conflict', `orderId: order "${orderId}" is already attributed`, {
    // Only callers that may read learn whose it is.
    details: kind === 'verified' ? { attributionId: by.id } : undefined,
  });
}
