import type { Database, Page, Total, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  type AttributionRow,
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
  type ConversionWrite,
  OrderDao,
} from '@dreamteamhub/db/orders';
import { canonicalOrderId } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatMinor, parseMinor } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { conversionNews } from './conversion-news.ts';
import {
  amountsOf,
  bookUncredited,
  commissionOf,
  contributionChange,
  contributionOf,
  inItsCurrency,
  refundsOf,
  reversalColumns,
  reversalOf,
  rollupChanges,
  termsOf,
} from './order-books.ts';
import { type ConversionStep, contribution, conversionMoves, isMovable, judgeClaim } from './rules.ts';

/** A conversion as the API returns it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
}

/** What an operator does with a conversion: a step, or turning a claim into the verified conversion of its order. */
export type ConversionAction = ConversionStep | 'verify';

/** Whether an action starts from here. Whether the order of a claim is taken shows when it is verified. */
export function allowsAction(
  { status, kind }: Pick<ConversionView, 'status' | 'kind'>,
  action: ConversionAction,
): boolean {
  return action === 'verify' ? kind === 'claim' && status === 'pending' : isMovable({ status, kind }, action);
}

/** Refuses a conversion that is not as somebody saw it, by throwing. */
export type CheckConversion = (conversion: AttributionRow) => void;

/** Conversions as operators see and move them. */
export class ConversionService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;
  readonly #conversions: ConversionDao;

  constructor(deps: { db: Database; publishEvent: PublishEvent }) {
    this.#db = deps.db;
    this.#publishEvent = deps.publishEvent;
    this.#conversions = new ConversionDao(deps.db);
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
    return {
      items: page.items.map((view) => toAnswer(inItsCurrency(view))),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /**
   * Moves a conversion one step; when it leaves the metrics, that is booked on its own day. Throws `not_found`, or
   * `conflict` when the step does not start from its status, also when somebody else was faster.
   */
  move(id: number, step: ConversionStep, by: Caller): Promise<ConversionAnswer> {
    return this.#db.transaction((tx) => this.moveIn(tx, { id, step }, by));
  }

  /** The same in a transaction of the caller's. `check` sees the locked conversion, and may throw. */
  async moveIn(
    tx: Transaction,
    { id, step, check }: { id: number; step: ConversionStep; check?: CheckConversion },
    by: Caller,
  ): Promise<ConversionAnswer> {
    const { to } = conversionMoves[step];
    const orders = new OrderDao(tx);
    const before = await orders.lockAttribution(id);
    if (before === null) throw unknownConversion(id);
    check?.(before);
    if (!isMovable(before, step)) {
      throw new AppError('conflict', `a ${before.status} ${before.kind} cannot become ${to}`);
    }
    await orders.updateAttribution(id, { status: to });
    await orders.addToRollups(rollupChanges([{ before, after: { ...before, status: to } }]));
    const conversion = await getConversion(tx, id);
    await new AuditDao(tx).record(by, {
      action: `affiliates.${steps[step].action}`,
      subject: { kind: 'conversion', id },
      before: { status: before.status },
      after: { status: to, commission: conversion.commission, currency: conversion.currency },
    });
    await this.#publishEvent(tx, { type: steps[step].event, data: conversionNews(conversion) });
    return toAnswer(conversion);
  }

  /** Makes a claim the verified conversion of its order. Throws `not_found` or `conflict`. */
  verify(id: number, by: Caller): Promise<ConversionAnswer> {
    return this.#db.transaction((tx) => this.verifyIn(tx, { id }, by));
  }

  /** The same in a transaction of the caller's. */
  async verifyIn(
    tx: Transaction,
    { id, check }: { id: number; check?: CheckConversion },
    by: Caller,
  ): Promise<ConversionAnswer> {
    const orders = new OrderDao(tx);
    const order = await orders.getOrderOf(id);
    if (order === null) throw unknownConversion(id);
    await orders.lockOrder(order);
    const attributions = await orders.lockAttributions(order);
    const claim = attributions.find((attribution) => attribution.id === id);
    if (claim === undefined) throw unknownConversion(id);
    check?.(claim);
    const judgement = judgeClaim(attributions, claim);
    if (judgement.verdict === 'conflict') {
      throw new AppError('conflict', `order "${order.orderId}" is already verified`, {
        details: { attributionId: judgement.by.id },
      });
    }
    if (judgement.verdict === 'refuse') {
      throw new AppError('conflict', `a ${claim.status} ${claim.kind} cannot be verified`);
    }
    await orders.write(await verifiedClaim(orders, claim));
    const conversion = await getConversion(tx, id);
    await new AuditDao(tx).record(by, {
      action: 'affiliates.verifyConversion',
      subject: { kind: 'conversion', id },
      before: { kind: claim.kind },
      after: {
        kind: conversion.kind,
        commission: conversion.commission,
        currency: conversion.currency,
      },
    });
    await this.#publishEvent(tx, { type: 'conversion.verified', data: conversionNews(conversion) });
    return toAnswer(conversion);
  }
}

/** What the audit log and hub events call the steps. */
const steps = {
  approve: { action: 'approveConversion', event: 'conversion.approved' },
  markPaid: { action: 'markConversionPaid', event: 'conversion.paid' },
  void: { action: 'voidConversion', event: 'conversion.voided' },
} as const satisfies Record<ConversionStep, object>;

/**
 * Returns what to write of a claim that somebody vouches for: it is credited as its order was placed, by the rate of the
 * claim. An order that nobody placed is placed as it was claimed.
 */
async function verifiedClaim(orders: OrderDao, claim: AttributionRow): Promise<ConversionWrite> {
  const { storefrontId, orderId, isOrderShadowed, currency, revenue, timestamp } = claim;
  const { order, refunds } = await orders.getOrderState({ storefrontId, orderId, isOrderShadowed });
  if (order === null) {
    await orders.insertOrder({
      ...{ storefrontId, orderId, isOrderShadowed, currency, revenue, orderedAt: timestamp, lines: [] },
      ...{ shipping: null, tax: null, fees: null, discount: null, couponCodes: null },
      ...{ customerIdHash: null, customerEmailHash: null, ignored: null },
    });
  }
  const amounts = amountsOf(order ?? { revenue, currency, lines: [] });
  const isAsClaimed = amounts.lines.length === 0 && amounts.revenue === parseMinor(revenue, currency);
  const terms = termsOf(claim);
  const commission = isAsClaimed
    ? { amount: parseMinor(claim.commission, currency), byLine: [] }
    : commissionOf(amounts, terms);
  const left = reversalOf(amounts, commission, refundsOf(refunds, currency));
  if (order !== null) {
    const before = refundsOf(refunds, currency);
    const { orderedAt } = order;
    const uncredited = { storefrontId, currency, orderedAt, revenue: amounts.revenue };
    await bookUncredited(orders, uncredited, { before, after: null });
  }
  const attribution = {
    revenue: formatMinor(amounts.revenue, currency),
    commission: formatMinor(commission.amount, currency),
    commissionSource: claim.commissionSource,
    commissionBps: claim.commissionBps,
    clickId: claim.clickId,
    isApart: false,
    ...reversalColumns(left, currency),
  };
  const after = contribution({
    ...{ kind: 'verified', status: 'pending', revenue: amounts.revenue, isApart: false },
    commission: commission.amount,
    ...left,
  });
  const adds = contributionChange(contributionOf(claim), after, currency);
  return { verdict: 'promote', claimId: claim.id, attribution, adds };
}

async function getConversion(tx: Transaction, id: number): Promise<ConversionView> {
  const conversion = await new ConversionDao(tx).getConversionById(id);
  if (conversion === null) throw unknownConversion(id);
  return inItsCurrency(conversion);
}

function unknownConversion(id: number): AppError {
  return new AppError('not_found', `there is no conversion with id ${id}`);
}

function toAnswer(view: ConversionView): ConversionAnswer {
  return { ...view, createdAt: view.createdAt.toISOString() };
}
