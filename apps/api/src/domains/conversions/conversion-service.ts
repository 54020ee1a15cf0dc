import type { Database, Page } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
} from '@dreamteamhub/db/conversions';
import type { admin, WireInputs, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { conversionNews } from './conversion-news.ts';
import { conversionMoves, formatMinor, parseMinor } from './rules.ts';

/** A conversion as answers show it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
}

type RefundInput = WireInputs<typeof admin>['affiliates']['recordRefund'];
type RefundReceipt = WireOutputs<typeof admin>['affiliates']['recordRefund'];

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
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /**
   * Takes one step with a conversion. Throws `not_found`, or `conflict` when it is not where the step begins, also
   * when somebody else was quicker.
   */
  move(id: number, step: keyof typeof conversionMoves, by: Caller): Promise<ConversionAnswer> {
    const { from, to, kinds } = conversionMoves[step];
    return this.#db.transaction(async (tx) => {
      const conversions = new ConversionDao(tx);
      const before = await conversions.lockConversion(id);
      const moved = await conversions.moveStatus(id, { from: [...from], to, kinds: [...kinds] });
      const conversion = await getConversion(conversions, id);
      if (!moved) {
        throw new AppError('conflict', `a ${conversion.status} ${conversion.kind} cannot become ${to}`);
      }
      await new AuditDao(tx).record(by, {
        action: `affiliates.${steps[step].action}`,
        subject: { kind: 'conversion', id },
        before: { status: before?.status },
        after: { status: to, commission: conversion.commission, currency: conversion.currency },
      });
      await this.#publishEvent(tx, { type: steps[step].event, data: conversionNews(conversion) });
      return toAnswer(conversion);
    });
  }

  /**
   * Books what was given back of an order, also before the order is known. Throws `bad_request` for another currency,
   * `event_mismatch` when this refund was reported with another amount.
   */
  async recordRefund(input: RefundInput, by: Caller): Promise<RefundReceipt> {
    const { orderId, refundId } = input;
    const { id: storefrontId, slug, currency } = await findStorefront(this.#db, input.storefront, by);
    if (input.currency !== undefined && input.currency !== currency) {
      throw badField('currency', `storefront "${slug}" takes orders in ${currency}`);
    }
    const amount = input.amount === undefined ? null : formatMinor(parseMinor(input.amount));
    return this.#db.transaction(async (tx) => {
      const conversions = new ConversionDao(tx);
      const { outcome } = await conversions.recordRefund({ storefrontId, orderId, refundId, amount });
      if (outcome === 'mismatch') {
        throw new AppError(
          'event_mismatch',
          'refundId: this refund was reported before, with another amount',
        );
      }
      const conversion = await conversions.getVerifiedConversion({ storefrontId, orderId });
      const { refunded = null, commissionReversed = null } = conversion ?? {};
      const attributionId = conversion?.id ?? null;
      const receipt = { success: true, attributionId, refunded, commissionReversed } as const;
      if (outcome === 'repeated') return { ...receipt, duplicate: true };
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

  /** Makes a claim the verified conversion of its order. Throws `not_found` or `conflict`. */
  verify(id: number, by: Caller): Promise<ConversionAnswer> {
    return this.#db.transaction(async (tx) => {
      const conversions = new ConversionDao(tx);
      const claim = await getConversion(conversions, id);
      const result = await conversions.verifyClaim(claim);
      switch (result.outcome) {
        case 'verified': {
          const conversion = await getConversion(conversions, id);
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
        case 'conflict':
          throw new AppError('conflict', `order "${claim.orderId}" is verified already`, {
            details: { attributionId: result.attributionId },
          });
        case 'stale':
          throw new AppError('conflict', `a ${claim.status} ${claim.kind} cannot be verified`);
      }
    });
  }
}

/** How the audit log and events call the steps. */
const steps = {
  approve: { action: 'approveConversion', event: 'conversion.approved' },
  markPaid: { action: 'markConversionPaid', event: 'conversion.paid' },
  void: { action: 'voidConversion', event: 'conversion.voided' },
} as const satisfies Record<keyof typeof conversionMoves, object>;

async function getConversion(conversions: ConversionDao, id: number): Promise<ConversionView> {
  const conversion = await conversions.getConversionById(id);
  if (conversion === null) throw new AppError('not_found', `there is no conversion with id ${id}`);
  return conversion;
}

function toAnswer(view: ConversionView): ConversionAnswer {
  return { ...view, createdAt: view.createdAt.toISOString() };
}
