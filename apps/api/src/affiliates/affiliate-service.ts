import { randomUUID } from 'node:crypto';
import {
  AffiliateDao,
  type AffiliateRow,
  type AffiliateStatus,
  type Database,
  type Page,
  StorefrontDao,
} from '@dreamteamhub/db';
import { AppError, badField } from '../app-error.ts';
import { readCursor } from '../cursor.ts';

/** An affiliate as answers show it. */
export interface AffiliateView extends Omit<AffiliateRow, 'createdAt' | 'storefrontId'> {
  createdAt: string;
}

/** Affiliates as operators keep them. */
export class AffiliateService {
  readonly #affiliates: AffiliateDao;
  readonly #storefronts: StorefrontDao;

  constructor(deps: { db: Database }) {
    this.#affiliates = new AffiliateDao(deps.db);
    this.#storefronts = new StorefrontDao(deps.db);
  }

  /** Creates an affiliate with a new pixel. Throws `conflict` when the handle is taken. */
  async create(input: {
    handle: string;
    name: string;
    status?: 'active' | 'paused' | undefined;
    commissionBps?: number | null | undefined;
    storefront?: string | undefined;
  }): Promise<AffiliateView> {
    const storefront = await this.#storefronts.getStorefrontBySlug(input.storefront ?? 'default');
    if (storefront === null)
      throw badField('storefront', `there is no storefront "${input.storefront ?? 'default'}"`);
    const row = await this.#affiliates.createAffiliate({
      storefrontId: storefront.id,
      handle: input.handle,
      name: input.name,
      status: input.status ?? 'active',
      pixelId: randomUUID(),
      commissionBps: input.commissionBps ?? null,
    });
    if (row === null) throw new AppError('conflict', `handle: "${input.handle}" is taken`);
    return toView(row);
  }

  async list(input: {
    status?: AffiliateStatus | undefined;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<AffiliateView>> {
    const page = await this.#affiliates.getAffiliates({ ...input, afterId: readCursor(input.cursor) });
    return { items: page.items.map(toView), nextCursor: page.nextCursor };
  }

  /** Changes what is given. Throws `not_found`. */
  async update(input: {
    id: number;
    name?: string | undefined;
    status?: AffiliateStatus | undefined;
    commissionBps?: number | null | undefined;
  }): Promise<AffiliateView> {
    const row = await this.#affiliates.updateAffiliate(input.id, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(input.commissionBps === undefined ? {} : { commissionBps: input.commissionBps }),
    });
    if (row === null) throw new AppError('not_found', `there is no affiliate with id ${input.id}`);
    return toView(row);
  }

  /** Brings the 30-day metrics up to date: of affiliates with events in the last seconds, or of all. */
  refreshMetrics(options: { withinSeconds?: number } = {}): Promise<number> {
    return this.#affiliates.refreshMetrics(options);
  }

  getTotals() {
    return this.#affiliates.getTotals();
  }
}

function toView({ storefrontId: _storefrontId, ...row }: AffiliateRow): AffiliateView {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
