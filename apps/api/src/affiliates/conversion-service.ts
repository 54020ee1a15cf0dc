import {
  AuditDao,
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
  type Database,
  type Page,
} from '@dreamteamhub/db';
import { AppError } from '../app-error.ts';
import type { Caller } from '../audit.ts';
import { readCursor } from '../cursor.ts';
import { conversionMoves } from './rules.ts';

/** A conversion as answers show it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
}

/** Conversions as operators see and move them. */
export class ConversionService {
  readonly #db: Database;
  readonly #conversions: ConversionDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
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
        action: `affiliates.${actionNames[step]}`,
        subject: { kind: 'conversion', id },
        before: { status: before?.status },
        after: { status: to, commission: conversion.commission, currency: conversion.currency },
      });
      return toAnswer(conversion);
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

const actionNames = {
  approve: 'approveConversion',
  markPaid: 'markConversionPaid',
  void: 'voidConversion',
} as const satisfies Record<keyof typeof conversionMoves, string>;

async function getConversion(conversions: ConversionDao, id: number): Promise<ConversionView> {
  const conversion = await conversions.getConversionById(id);
  if (conversion === null) throw new AppError('not_found', `there is no conversion with id ${id}`);
  return conversion;
}

function toAnswer(view: ConversionView): ConversionAnswer {
  return { ...view, createdAt: view.createdAt.toISOString() };
}
