import type { Database, Page, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
  OrderDao,
} from '@dreamteamhub/db/conversions';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { conversionNews } from './conversion-news.ts';
import { inItsCurrency, rollupChanges } from './order-books.ts';
import { type ConversionStep, conversionMoves, isMovable, judgeClaim } from './rules.ts';

/** A conversion as the API returns it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
}

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
      limit: number;
      cursor?: string | undefined;
    },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<ConversionAnswer>> {
    const page = await this.#conversions.getConversions({
      ...input,
      storefrontId: by.storefrontId,
      afterId: readCursor(input.cursor),
    });
    const items = page.items.map((view) => toAnswer(inItsCurrency(view)));
    return { items, nextCursor: page.nextCursor };
  }

  /**
   * Moves a conversion one step; when it leaves the metrics, that is booked on its own day. Throws `not_found`, or
   * `conflict` when the step does not start from its status, also when somebody else was faster.
   */
  move(id: number, step: ConversionStep, by: Caller): Promise<ConversionAnswer> {
    const { to } = conversionMoves[step];
    return this.#db.transaction(async (tx) => {
      const orders = new OrderDao(tx);
      const before = await orders.lockAttribution(id);
      if (before === null) throw unknownConversion(id);
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
    });
  }

  /** Makes a claim the verified conversion of its order. Throws `not_found` or `conflict`. */
  verify(id: number, by: Caller): Promise<ConversionAnswer> {
    return this.#db.transaction(async (tx) => {
      const orders = new OrderDao(tx);
      const order = await orders.getOrderOf(id);
      if (order === null) throw unknownConversion(id);
      await orders.lockOrder(order);
      const attributions = await orders.lockAttributions(order);
      const claim = attributions.find((attribution) => attribution.id === id);
      if (claim === undefined) throw unknownConversion(id);
      const judgement = judgeClaim(attributions, claim);
      if (judgement.verdict === 'conflict') {
        throw new AppError('conflict', `order "${order.orderId}" is already verified`, {
          details: { attributionId: judgement.by.id },
        });
      }
      if (judgement.verdict === 'refuse') {
        throw new AppError('conflict', `a ${claim.status} ${claim.kind} cannot be verified`);
      }
      const verified = { kind: 'verified', isApart: false } as const;
      await orders.updateAttribution(id, verified);
      await orders.addToRollups(rollupChanges([{ before: claim, after: { ...claim, ...verified } }]));
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
    });
  }
}

/** What the audit log and hub events call the steps. */
const steps = {
  approve: { action: 'approveConversion', event: 'conversion.approved' },
  markPaid: { action: 'markConversionPaid', event: 'conversion.paid' },
  void: { action: 'voidConversion', event: 'conversion.voided' },
} as const satisfies Record<ConversionStep, object>;

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
