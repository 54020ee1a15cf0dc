import type { Database } from '@dreamteamhub/db';
import type { OrderStore } from '@dreamteamhub/db/orders';
import type { EventIdentity } from '@dreamteamhub/db/tracking';
import type { admin, tracking, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { hashContent } from '../../platform/content-hash.ts';
import { verifiedEventId } from '../../platform/event-id.ts';
import { floorMinor, formatMinor } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import type { Reporter, TouchService } from '../tracking/touch-service.ts';
import { eventMismatch } from '../tracking/tracking-service.ts';
import { type Attributed, Attribution, type Credit } from './attribution.ts';
import type { Report } from './credit-write.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import type { OrderKeeping } from './order-keeping.ts';
import { expectCurrency, type OrderInput, readAmounts, readOrderTime } from './order-report.ts';
import { OrderWriter, type Outcome } from './order-writer.ts';
import { admitClaim } from './rules.ts';

export type ConversionReceipt = WireOutputs<typeof tracking>['tracking']['recordConversion'];
export type OrderReceipt = WireOutputs<typeof admin>['orders']['recordOrder'];

/** Records the orders that shops report. A receipt means that the report is committed. */
export class OrderService {
  readonly #db: Database;
  readonly #attribution: Attribution;
  readonly #maxClaim: string;
  readonly #admit: (reporter: Reporter) => void;
  readonly #keeping: OrderKeeping;
  readonly #writer: OrderWriter;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    touches: TouchService;
    /** The highest revenue of a claim where the storefront has no maximum of its own; a decimal string. */
    maxClaim: string;
    /** Counts an event of a stranger, who may store so many a day. Throws `rate_limited`. */
    admit: (reporter: Reporter) => void;
    keeping: OrderKeeping;
    customers: CustomerHashes;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#attribution = new Attribution({ touches: deps.touches });
    this.#maxClaim = deps.maxClaim;
    this.#admit = deps.admit;
    this.#keeping = deps.keeping;
    this.#writer = new OrderWriter(deps);
    this.#now = deps.now;
  }

  /**
   * Records an order that an affiliate brought: verified for a trusted reporter, a claim otherwise. A trusted reporter's
   * order is stored also when no affiliate can be credited, which is `not_found` all the same. Throws `conflict` when the
   * order is taken, `event_mismatch` for a reused event id, `forbidden` or `bad_request` for a claim that the storefront
   * does not take, `rate_limited` for a stranger who has filled their share of the day.
   */
  async recordConversion(input: OrderInput, reporter: Reporter): Promise<ConversionReceipt> {
    const attributed = await this.#attribution.find(input, reporter);
    if (attributed.credit === null && !reporter.isTrusted) throw attributed.refusal;
    const report = await this.#understand({ of: 'conversion', input, attributed }, reporter);
    const outcome = await this.#record(report, eventOf(report, reporter));
    if (outcome.attribution === null) throw attributed.credit === null ? attributed.refusal : stored(outcome);
    const receipt = conversionReceipt(outcome.attribution);
    return outcome.isRepeated ? { ...receipt, duplicate: true } : receipt;
  }

  /**
   * Records an order of a trusted reporter, whoever brought it. Throws `conflict` when it is stored and this report
   * credits nobody with it, or somebody is credited with it already; `bad_request` for amounts that do not add up;
   * `event_mismatch` for a reused event id.
   */
  async recordOrder(input: OrderInput, reporter: Reporter): Promise<OrderReceipt> {
    const attributed = await this.#attribution.find(input, reporter);
    const report = await this.#understand({ of: 'order', input, attributed }, reporter);
    const outcome = await this.#record(report, eventOf(report, reporter));
    if (outcome.order === null) throw new Error('the order of a trusted reporter was not stored');
    if (!outcome.isNew && !outcome.isRepeated && outcome.attribution === null) throw stored(outcome);
    return {
      success: true,
      ...outcome.order,
      created: outcome.isNew,
      attributionId: outcome.attribution?.id ?? null,
      attributedBy: outcome.attribution?.by?.attributedBy ?? null,
      ignored: outcome.attribution?.by?.ignored ?? outcome.ignored,
      ...(outcome.isRepeated ? { duplicate: true } : {}),
    };
  }

  /** Understands a report in its storefront's terms. Throws `bad_request` and what {@link recordConversion} says. */
  async #understand(
    { of, input, attributed }: Pick<Report, 'of' | 'input' | 'attributed'>,
    reporter: Reporter,
  ): Promise<Report> {
    const storefront = await this.#storefrontOf(input, reporter, attributed);
    expectCurrency(input.currency, storefront);
    const reported = readAmounts(input, storefront.currency);
    const kind = reporter.isTrusted ? 'verified' : 'claim';
    const isApart =
      kind === 'claim' &&
      attributed.credit !== null &&
      this.#admitClaim(reported.amounts.revenue, attributed.credit.affiliate);
    const orderedAt = reporter.isTrusted ? readOrderTime(input.orderedAt, this.#now()) : null;
    this.#admit(reporter);
    return { of, input, storefront, attributed, kind, isApart, reported, orderedAt };
  }

  async #storefrontOf(
    input: OrderInput,
    reporter: Reporter,
    { credit }: Attributed,
  ): Promise<Report['storefront']> {
    if (credit === null) return findStorefront(this.#db, input.storefront, reporter);
    const { storefrontId: id, storefrontSlug: slug, currency } = credit.affiliate;
    return { id, slug, currency };
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

  #record(report: Report, event: EventIdentity | null): Promise<Outcome> {
    return this.#db.transaction(async (tx) => {
      const { storefront, input } = report;
      const orders = this.#keeping.open(tx);
      await orders.lockOrder({ storefrontId: storefront.id, orderId: input.orderId }, event);
      if (event !== null) {
        const known = await orders.findEvent(storefront.id, event);
        if (known === 'mismatch') throw eventMismatch();
        if (known !== 'unknown') return repeated(orders, report, known.resultId);
      }
      const commissions = this.#keeping.openCommissions(tx);
      const outcome = await this.#writer.write({ tx, orders, commissions }, report);
      // Of a conversion that credits nobody, nothing is remembered: sent again, it may.
      const resultId = (report.of === 'order' ? outcome.order?.id : outcome.attribution?.id) ?? null;
      if (event !== null && resultId !== null) {
        const isRemembered = await orders.rememberEvent(storefront.id, { ...event, resultId });
        // A click has taken the event id meanwhile.
        if (!isRemembered) throw eventMismatch();
      }
      await commissions.post();
      return outcome;
    });
  }
}

/** Returns the outcome of a report that was answered before. */
async function repeated(orders: OrderStore, { of }: Report, resultId: number): Promise<Outcome> {
  const isRepeated = { isNew: false, isRepeated: true } as const;
  if (of === 'conversion') {
    const attribution = { id: resultId, by: await orders.getAttribution(resultId) };
    return { ...isRepeated, order: null, attribution, ignored: [] };
  }
  const order = await orders.getOrder(resultId);
  if (order === null) throw new Error(`there is no order ${resultId}`);
  const { attribution, ignored } = order;
  return {
    ...isRepeated,
    order: { id: order.id, orderId: order.orderId },
    attribution: attribution && { id: attribution.id, by: attribution },
    ignored: ignored ?? [],
  };
}

/** Returns a conversion's answer: the attribution, and by what it was found where the report named more. */
function conversionReceipt({ id, by }: NonNullable<Outcome['attribution']>): ConversionReceipt {
  return {
    success: true,
    attributionId: id,
    // Only where something was passed over: otherwise it is what the report names first.
    ...(by?.attributedBy && by.ignored?.length ? { attributedBy: by.attributedBy, ignored: by.ignored } : {}),
  };
}

/** Returns the event id with the hash of the content that it stands for; null without an event id. */
function eventOf(
  { of, input: { eventId, ...content }, reported, storefront }: Report,
  { isTrusted }: Reporter,
): EventIdentity | null {
  if (eventId === undefined) return null;
  const { amounts, commission } = reported;
  const write = (amount: bigint) => formatMinor(amount, storefront.currency);
  const bodyHash = hashContent(of, {
    ...content,
    // Amounts by value: 99.9 and "99.90" are the same order.
    revenue: content.revenue === undefined ? undefined : write(amounts.revenue),
    commission: commission === null ? undefined : write(commission),
    isTrusted,
  });
  return isTrusted
    ? { eventId: verifiedEventId(eventId), formerId: eventId, bodyHash }
    : { eventId, bodyHash };
}

/** Returns the error for an order that is stored, and that nobody is credited with by this report either. */
function stored({ order }: Outcome): AppError {
  return new AppError('conflict', `orderId: order "${order?.orderId}" is stored already`, {
    details: { ...order, attributionId: null },
  });
}
