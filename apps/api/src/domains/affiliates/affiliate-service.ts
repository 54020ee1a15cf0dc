import { randomUUID } from 'node:crypto';
import type { Database, Executor, Page, SortRequest, Total } from '@dreamteamhub/db';
import {
  AffiliateDao,
  type AffiliateRow,
  type AffiliateSort,
  type AffiliateStatus,
  type AffiliateTotals,
  affiliateList,
} from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { canonicalHandle } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { type Caller, difference, type Fields } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { refuseUnexpected } from '../../platform/expected.ts';
import { formatStored } from '../../platform/money.ts';
import { lockOwnRate } from '../commissions/own-rate-service.ts';
import { findStorefront, readCurrencies } from '../storefronts/storefront-service.ts';

/** An affiliate as the API returns it. */
export interface AffiliateView
  extends Omit<
    AffiliateRow,
    'createdAt' | 'storefrontId' | 'groupId' | 'handleKey' | 'isHandleShadowed' | 'mergedIntoId'
  > {
  currency: string;
  createdAt: string;
}

interface Asked extends SortRequest<AffiliateSort> {
  status?: AffiliateStatus | undefined;
  search?: string | undefined;
  match?: string | undefined;
  storefront?: string | undefined;
  withTotal?: boolean | undefined;
  /** For exports: the total has no end. */
  isWhole?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
}

type Listed = Page<AffiliateView> & { total?: Total | undefined; asOf?: string | undefined };

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
    const { id: storefrontId, currency } = await findStorefront(this.#db, input.storefront, by);
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
      return toView(row, currency);
    });
  }

  /** Returns one page. Throws `bad_request` for an unknown storefront and for a cursor of another order. */
  async list(input: Asked, by: Pick<Caller, 'storefrontId'>): Promise<Listed> {
    const { storefront, sort, order, cursor, withTotal, ...rest } = input;
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const filter = { ...rest, storefrontId };
    const [page, counted] = await Promise.all([
      this.#affiliates.getAffiliates({
        ...filter,
        sort,
        order,
        after: readPlace(affiliateList, { sort, order, cursor }),
      }),
      withTotal === true ? this.#affiliates.countAffiliates(filter) : undefined,
    ]);
    return {
      items: await this.#toViews(page.items),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /** Throws `not_found`. */
  async get(id: number, by: Pick<Caller, 'storefrontId'>): Promise<AffiliateView> {
    const affiliate = await this.#affiliates.getAffiliateById(id);
    if (affiliate === null || (by.storefrontId !== null && affiliate.storefrontId !== by.storefrontId)) {
      throw new AppError('not_found', `there is no affiliate with id ${id}`);
    }
    const {
      storefrontSlug: _,
      allowedOrigins: __,
      claims: ___,
      maxClaim: ____,
      currency,
      ...row
    } = affiliate;
    return toView(row, currency);
  }

  /** Changes the fields given. Throws `not_found`, and `conflict` where a field is not as `expected`. */
  async update(
    input: {
      id: number;
      name?: string | undefined;
      status?: AffiliateStatus | undefined;
      commissionBps?: number | null | undefined;
      expected?:
        | {
            name?: string | undefined;
            status?: AffiliateStatus | undefined;
            commissionBps?: number | null | undefined;
          }
        | undefined;
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
      refuseUnexpected(row, input.expected ?? {});
      if (row.mergedIntoId !== null && change.status !== undefined && change.status !== 'archived') {
        throw new AppError('conflict', 'status: this partner was merged into another one and stays archived');
      }
      const changed = difference(row, change);
      const currency = await currencyOf(tx, row);
      if (changed === null) return toView(row, currency);
      if ('commissionBps' in changed.after) await lockOwnRate(tx, row);
      await new AuditDao(tx).record(by, {
        action: 'affiliates.updateAffiliate',
        subject: { kind: 'affiliate', id: row.id },
        ...withoutName(changed),
      });
      return toView(await affiliates.updateAffiliate(row.id, change), currency);
    });
  }

  /** Returns affiliates whose handles read the same, from before that was refused, in groups. */
  async listAlike(
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<{ groups: { handle: string; affiliates: AffiliateView[] }[] }> {
    const groups = new Map<string, AffiliateView[]>();
    for (const view of await this.#toViews(await this.#affiliates.getAlikeAffiliates(by.storefrontId))) {
      const handle = canonicalHandle(view.handle);
      groups.set(handle, [...(groups.get(handle) ?? []), view]);
    }
    return {
      groups: [...groups].flatMap(([handle, affiliates]) =>
        affiliates.length > 1 ? [{ handle, affiliates }] : [],
      ),
    };
  }

  /**
   * Archives an affiliate in favour of another of its storefront, which gets what comes in under its handle and pixel from
   * now on; what was booked stays where it is. Throws `not_found`, `bad_request` for itself, `conflict` for another
   * storefront's or an archived one.
   */
  async merge({ id, intoId }: { id: number; intoId: number }, by: Caller): Promise<AffiliateView> {
    if (id === intoId) throw badField('intoId', 'must be another partner');
    return this.#db.transaction(async (tx) => {
      const affiliates = new AffiliateDao(tx);
      // By id, so that two merges never wait for each other.
      const locked = new Map<number, AffiliateRow | null>();
      for (const one of [id, intoId].sort((a, b) => a - b)) {
        locked.set(one, await affiliates.lockAffiliate(one));
      }
      const [from, into] = [locked.get(id) ?? null, locked.get(intoId) ?? null];
      for (const [one, field, row] of [
        [id, 'id', from],
        [intoId, 'intoId', into],
      ] as const) {
        if (row === null || (by.storefrontId !== null && row.storefrontId !== by.storefrontId)) {
          throw new AppError('not_found', `${field}: there is no affiliate with id ${one}`);
        }
      }
      if (from === null || into === null) throw new Error('both were found');
      if (from.storefrontId !== into.storefrontId) {
        throw new AppError('conflict', 'intoId: the partners belong to different storefronts');
      }
      if (into.status === 'archived') throw new AppError('conflict', 'intoId: the partner is archived');
      await new AuditDao(tx).record(by, {
        action: 'affiliates.mergeAffiliate',
        subject: { kind: 'affiliate', id },
        before: { status: from.status, mergedIntoId: from.mergedIntoId },
        after: { status: 'archived', mergedIntoId: intoId },
      });
      return toView(await affiliates.mergeAffiliate(id, intoId), await currencyOf(tx, from));
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

  /** Returns sums over all affiliates, or those of a storefront's key; revenue for each currency by itself. */
  async getTotals(by: Pick<Caller, 'storefrontId'>): Promise<AffiliateTotals> {
    const totals = await this.#affiliates.getTotals(by.storefrontId);
    const revenues = totals.revenues.map((revenue) => inItsCurrency(revenue, revenue.currency));
    return { ...totals, revenues };
  }

  async #toViews(rows: readonly AffiliateRow[]): Promise<AffiliateView[]> {
    const currencies = await readCurrencies(this.#db);
    return rows.map((row) => toView(row, currencies(row.storefrontId)));
  }
}

async function currencyOf(db: Executor, { storefrontId }: AffiliateRow): Promise<string> {
  return (await readCurrencies(db))(storefrontId);
}

/** Keeps that a name changed, but not the name: the audit log cannot forget it. */
function withoutName({ before, after }: { before: Fields; after: Fields }): {
  before: Fields;
  after: Fields;
} {
  if (!('name' in after)) return { before, after };
  return { before: { ...before, name: '…' }, after: { ...after, name: '…' } };
}

function toView(row: AffiliateRow, currency: string): AffiliateView {
  const {
    storefrontId: _,
    groupId: __,
    handleKey: ___,
    isHandleShadowed: ____,
    mergedIntoId: _____,
    ...view
  } = row;
  return { ...inItsCurrency(view, currency), currency, createdAt: row.createdAt.toISOString() };
}

function inItsCurrency<Revenue extends Pick<AffiliateRow, 'revenue30d' | 'verifiedRevenue30d'>>(
  revenue: Revenue,
  currency: string,
): Revenue {
  return {
    ...revenue,
    revenue30d: formatStored(revenue.revenue30d, currency),
    verifiedRevenue30d: formatStored(revenue.verifiedRevenue30d, currency),
  };
}
