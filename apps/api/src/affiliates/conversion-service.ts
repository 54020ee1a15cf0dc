import {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
  type Database,
  type Page,
} from '@dreamteamhub/db';
import { AppError } from '../app-error.ts';
import { readCursor } from '../cursor.ts';
import { conversionMoves } from './rules.ts';

/** A conversion as answers show it. */
export interface ConversionAnswer extends Omit<ConversionView, 'createdAt'> {
  createdAt: string;
}

/** Conversions as operators see and move them. */
export class ConversionService {
  readonly #conversions: ConversionDao;

  constructor(deps: { db: Database }) {
    this.#conversions = new ConversionDao(deps.db);
  }

  async list(input: {
    affiliateId?: number | undefined;
    status?: ConversionStatus | undefined;
    kind?: ConversionKind | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<ConversionAnswer>> {
    const page = await this.#conversions.getConversions({ ...input, afterId: readCursor(input.cursor) });
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /**
   * Takes one step with a conversion. Throws `not_found`, or `conflict` when it is not where the step begins, also
   * when somebody else was quicker.
   */
  async move(id: number, step: keyof typeof conversionMoves): Promise<ConversionAnswer> {
    const { from, to, kinds } = conversionMoves[step];
    const moved = await this.#conversions.moveStatus(id, { from: [...from], to, kinds: [...kinds] });
    const conversion = await this.#get(id);
    if (!moved) {
      throw new AppError('conflict', `a ${conversion.status} ${conversion.kind} cannot become ${to}`);
    }
    return toAnswer(conversion);
  }

  /** Makes a claim the verified conversion of its order. Throws `not_found` or `conflict`. */
  async verify(id: number): Promise<ConversionAnswer> {
    const claim = await this.#get(id);
    const result = await this.#conversions.verifyClaim(claim);
    switch (result.outcome) {
      case 'verified':
        return toAnswer(await this.#get(id));
      case 'conflict':
        throw new AppError('conflict', `order "${claim.orderId}" is verified already`, {
          details: { attributionId: result.attributionId },
        });
      case 'stale':
        throw new AppError('conflict', `a ${claim.status} ${claim.kind} cannot be verified`);
    }
  }

  async #get(id: number): Promise<ConversionView> {
    const conversion = await this.#conversions.getConversionById(id);
    if (conversion === null) throw new AppError('not_found', `there is no conversion with id ${id}`);
    return conversion;
  }
}

function toAnswer(view: ConversionView): ConversionAnswer {
  return { ...view, createdAt: view.createdAt.toISOString() };
}
