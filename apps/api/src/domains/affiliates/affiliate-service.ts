import { randomUUID } from 'node:crypto';
import type { Database, Page } from '@dreamteamhub/db';
import { AffiliateDao, type AffiliateRow, type AffiliateStatus } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { canonicalHandle } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { type Caller, difference, type Fields } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';

/** An affiliate as the API returns it. */
export interface AffiliateView
  extends Omit<
    AffiliateRow,
    'createdAt' | 'storefrontId' | 'handleKey' | 'isHandleShadowed' | 'mergedIntoId'
  > {
  createdAt: string;
}

/** Affiliates, as operators manage them. */
export class AffiliateService {
  readonly #db: Database;
  readonly #affiliates: AffiliateDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#affiliates = new AffiliateDao(deps.db);
  }

  /** Creates an affiliate with a new pixel. Throws `conflict` when the handle is taken. */
  async create(
    input: {
      handle: string;
      name: string;
      status?: 'active' | 'paused' | undefined;
      commissionBps?: number | null | undefined;
      storefront?: string | undefined;
    },
    by: Caller,
  ): Promise<AffiliateView> {
    const { id: storefrontId } = await findStorefront(this.#db, input.storefront, by);
    const data = {
      handle: canonicalHandle(input.handle),
      name: input.name,
      status: input.status ?? 'active',
      commissionBps: input.commissionBps ?? null,
    };
    return this.#db.transaction(async (tx) => {
      const row = await new AffiliateDao(tx).createAffiliate({
        ...data,
        storefrontId,
        pixelId: randomUUID(),
      });
      if (row === null) throw new AppError('conflict', `handle: "${input.handle}" is taken`);
      await new AuditDao(tx).record(by, {
        action: 'affiliates.createAffiliate',
        subject: { kind: 'affiliate', id: row.id },
        // No name and no handle: the audit log cannot forget them.
        after: { status: data.status, commissionBps: data.commissionBps, storefrontId },
      });
      return toView(row);
    });
  }

  async list(
    input: {
      status?: AffiliateStatus | undefined;
      search?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<AffiliateView>> {
    const page = await this.#affiliates.getAffiliates({
      ...input,
      storefrontId: by.storefrontId,
      afterId: readCursor(input.cursor),
    });
    return { items: page.items.map(toView), nextCursor: page.nextCursor };
  }

  /** Changes the fields given. Throws `not_found`. */
  async update(
    input: {
      id: number;
      name?: string | undefined;
      status?: AffiliateStatus | undefined;
      commissionBps?: number | null | undefined;
    },
    by: Caller,
  ): Promise<AffiliateView> {
    const change = {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(input.commissionBps === undefined ? {} : { commissionBps: input.commissionBps }),
    };
    return this.#db.transaction(async (tx) => {
      const affiliates = new AffiliateDao(tx);
      const row = await affiliates.lockAffiliate(input.id);
      if (row === null || (by.storefrontId !== null && row.storefrontId !== by.storefrontId)) {
        throw new AppError('not_found', `there is no affiliate with id ${input.id}`);
      }
      const changed = difference(row, change);
      if (changed === null) return toView(row);
      await new AuditDao(tx).record(by, {
        action: 'affiliates.updateAffiliate',
        subject: { kind: 'affiliate', id: row.id },
        ...withoutName(changed),
      });
      return toView(await affiliates.updateAffiliate(row.id, change));
    });
  }

  /** Updates the 30-day metrics of affiliates with events since the last time. Returns the number of affiliates. */
  foldRollups(): Promise<number> {
    return this.#affiliates.foldRollups();
  }

  /** Updates the 30-day metrics of all affiliates. Returns the number of affiliates that needed it. */
  refreshMetrics(): Promise<number> {
    return this.#affiliates.refreshMetrics();
  }

  getTotals(by: Pick<Caller, 'storefrontId'>) {
    return this.#affiliates.getTotals(by.storefrontId);
  }
}

/** Keeps that a name changed, but not the name: the audit log cannot forget it. */
function withoutName({ before, after }: { before: Fields; after: Fields }): {
  before: Fields;
  after: Fields;
} {
  if (!('name' in after)) return { before, after };
  return { before: { ...before, name: '…' }, after: { ...after, name: '…' } };
}

function toView(row: AffiliateRow): AffiliateView {
  const { storefrontId: _, handleKey: __, isHandleShadowed: ___, mergedIntoId: ____, ...view } = row;
  return { ...view, createdAt: row.createdAt.toISOString() };
}
