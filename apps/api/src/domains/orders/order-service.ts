import type { Database, Transaction } from '@dreamteamhub/db';
import type {
  AttributionRow,
  ConversionWrite,
  IgnoredField,
  OrderStore,
  StoredOrder,
} from '@dreamteamhub/db/orders';
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
import { conversionNews } from './conversion-news.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import {
  amountsOf,
  bookUncredited,
  commissionOf,
  contributionChange,
  contributionOf,
  type OrderAmounts,
  refundedOf,
  refundsOf,
  reversalColumns,
  reversalOf,
} from './order-books.ts';
import type { OrderKeeping } from './order-keeping.ts';
import type { Refunds } from './order-line-rules.ts';
import {
  expectCurrency,
  newOrder,
  type OrderInput,
  type ReportedOrder,
  readAmounts,
  readOrderTime,
} from './order-report.ts';
import { admitClaim, type ConversionKind, contribution, judgeOrder, NO_CONTRIBUTION } from './rules.ts';

export type ConversionReceipt = WireOutputs<typeof tracking>['tracking']['recordConversion'];
export type OrderReceipt = WireOutputs<typeof admin>['orders']['recordOrder'];

/** What a report is sent to: with a `conversion` somebody must be credited. */
type ReportKind = 'conversion' | 'order';

/** A report as it was understood. */
interface Report {
  of: ReportKind;
  input: OrderInput;
  storefront: { id: number; slug: string; currency: string };
  attributed: Attributed;
  kind: ConversionKind;
  /** A claim that its storefront keeps out of the metrics. */
  isApart: boolean;
  reported: ReportedOrder;
  /** When the customer ordered; null: now. */
  orderedAt: Date | null;
}

/** What became of a report. */
interface Outcome {
  /** Null for a claim, which places no order. */
  order: { id: number; orderId: string } | null;
  isNew: boolean;
  attribution: { id: number; by: Pick<AttributionRow, 'attributedBy' | 'ignored'> | null } | null;
  ignored: IgnoredField[];
  isRepeated: boolean;
}

/** Records the orders that shops report. A receipt means that the report is committed. */
export class OrderService {
  readonly #db: Database;
  readonly #attribution: Attribution;
  readonly #defaultCommissionBps: number;
  readonly #maxClaim: string;
  readonly #admit: (reporter: Reporter) => void;
  readonly #keeping: OrderKeeping;
  readonly #customers: CustomerHashes;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    touches: TouchService;
    defaultCommissionBps: number;
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
    this.#defaultCommissionBps = deps.defaultCommissionBps;
    this.#maxClaim = deps.maxClaim;
    this.#admit = deps.admit;
    this.#keeping = deps.keeping;
    this.#customers = deps.customers;
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
      const outcome = await this.#write(tx, orders, report);
      // Of a conversion that credits nobody, nothing is remembered: sent again, it may.
      const resultId = (report.of === 'order' ? outcome.order?.id : outcome.attribution?.id) ?? null;
      if (event !== null && resultId !== null) {
        const isRemembered = await orders.rememberEvent(storefront.id, { ...event, resultId });
        // A click has taken the event id meanwhile.
        if (!isRemembered) throw eventMismatch();
      }
      return outcome;
    });
  }

  /**
   * Stores the order, unless it is, and credits the affiliate; the caller holds the order's lock. Throws `conflict` when
   * somebody is credited already.
   */
  async #write(tx: Transaction, orders: OrderStore, report: Report): Promise<Outcome> {
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
    if (takenBy !== undefined) throw taken(report, takenBy, state.order);
    let order: PlacedOrder | StoredOrder | null = kind === 'claim' ? null : state.order;
    const isNew = kind === 'verified' && order === null;
    const refunds = refundsOf(state.refunds, storefront.currency);
    if (isNew) order = await this.#place(tx, orders, report, { refunds, isOrderShadowed });
    const placed = order === null ? null : { id: order.id, orderId: order.orderId };
    if (order !== null) {
      const { orderedAt } = order;
      const { revenue } = amountsToCredit(order, report.reported.amounts);
      const uncredited = { storefrontId: storefront.id, currency: storefront.currency, orderedAt, revenue };
      await bookUncredited(orders, uncredited, {
        before: isNew ? null : refunds,
        after: credit === null ? refunds : null,
      });
    }
    if (credit === null || judgement === null) {
      return { order: placed, isNew, attribution: null, ignored, isRepeated: false };
    }
    const claim = judgement.verdict === 'promote' ? judgement.claim : null;
    const attributionId = await orders.write(
      this.#attributionOf({ ...report, credit }, { order, claim, refunds, isOrderShadowed }),
    );
    await this.#keeping.publishEvent(tx, async () => {
      const conversion = await orders.getConversion(attributionId);
      return conversion && { type: 'conversion.recorded', data: conversionNews(conversion) };
    });
    return {
      order: placed,
      isNew,
      attribution: { id: attributionId, by: credit },
      ignored,
      isRepeated: false,
    };
  }

  /** Stores the order of a trusted reporter. */
  async #place(
    tx: Transaction,
    orders: OrderStore,
    report: Report,
    { refunds, isOrderShadowed }: { refunds: Refunds; isOrderShadowed: boolean },
  ): Promise<PlacedOrder> {
    const { input, storefront, reported, orderedAt, attributed } = report;
    const { credit, ignored } = attributed;
    const order = newOrder(input, reported, {
      storefrontId: storefront.id,
      currency: storefront.currency,
      isOrderShadowed,
      ignored: credit === null && ignored.length > 0 ? ignored : null,
      orderedAt,
      customers: this.#customers,
    });
    const id = await orders.insertOrder(order);
    await this.#keeping.publishEvent(tx, async () => ({
      type: 'order.recorded',
      data: {
        id,
        storefront: storefront.slug,
        orderId: order.orderId,
        revenue: order.revenue,
        refunded: formatMinor(refundedOf(reported.amounts, refunds), order.currency),
        currency: order.currency,
        orderedAt: (orderedAt ?? this.#now()).toISOString(),
        affiliateId: credit?.affiliate.id ?? null,
      },
    }));
    return { id, orderId: order.orderId, orderedAt, amounts: reported.amounts };
  }

  /** Returns what to write for an order: a new attribution, or the promotion of its pixel's claim. */
  #attributionOf(
    { input, credit, kind, isApart, reported }: Report & { credit: Credit },
    {
      order,
      claim,
      refunds,
      isOrderShadowed,
    }: {
      order: PlacedOrder | StoredOrder | null;
      claim: AttributionRow | null;
      refunds: Refunds;
      isOrderShadowed: boolean;
    },
  ): ConversionWrite {
    const { affiliate, click, attributedBy, ignored } = credit;
    const { storefrontId, id: affiliateId, pixelId, currency, commissionBps } = affiliate;
    // An order that was reported before is credited as it was placed; a claim is one amount.
    const amounts = amountsToCredit(order, reported.amounts);
    const commission = commissionOf(amounts, {
      given: kind === 'verified' ? reported.commission : null,
      ownBasisPoints: commissionBps,
      defaultBasisPoints: this.#defaultCommissionBps,
    });
    const left = reversalOf(amounts, commission, refunds);
    const columns = {
      revenue: formatMinor(amounts.revenue, currency),
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
      contribution({
        ...{ kind, status: 'pending', revenue: amounts.revenue, commission: commission.amount, isApart },
        ...left,
      }),
      currency,
    );
    if (claim !== null) return { verdict: 'promote', claimId: claim.id, attribution: columns, adds };
    const names = { storefrontId, orderId: input.orderId, isOrderShadowed, affiliateId, pixelId };
    const orderedAt = order?.orderedAt ?? null;
    const attribution = {
      ...names,
      kind,
      currency,
      ...columns,
      ...(orderedAt === null ? {} : { timestamp: orderedAt }),
    };
    return { verdict: 'insert', attribution, adds };
  }
}

/** An order that was just stored. */
interface PlacedOrder {
  id: number;
  orderId: string;
  /** Null: now. */
  orderedAt: Date | null;
  amounts: OrderAmounts;
}

function amountsToCredit(order: PlacedOrder | StoredOrder | null, reported: OrderAmounts): OrderAmounts {
  if (order === null) return { revenue: reported.revenue, lines: [] };
  return 'amounts' in order ? order.amounts : amountsOf(order);
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

/** Returns the error for an order that somebody is credited with. */
function taken(
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

/** Returns the error for an order that is stored, and that nobody is credited with by this report either. */
function stored({ order }: Outcome): AppError {
  return new AppError('conflict', `orderId: order "${order?.orderId}" is stored already`, {
    details: { ...order, attributionId: null },
  });
}
