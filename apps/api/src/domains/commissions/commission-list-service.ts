import type { Database, Page, Total } from '@dreamteamhub/db';
import { CommissionDao, CommissionListDao, type CommissionState } from '@dreamteamhub/db/commissions';
import { canonicalOrderId } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { earlierRows } from '../orders/earlier-rows-service.ts';
import {
  type CommissionDetail,
  type CommissionSummary,
  toCommissionItem,
  toCommissionSummary,
  toDisputeView,
} from './commission-view.ts';

/** What affiliates earn by verified conversions, as people and keys read it. */
export class CommissionListService {
  readonly #db: Database;
  readonly #hubZone: string;

  constructor(deps: { db: Database; hubZone: string }) {
    this.#db = deps.db;
    this.#hubZone = deps.hubZone;
  }

  /** Returns one page, newest first. */
  async list(
    input: {
      affiliateId?: number | undefined;
      state?: CommissionState | undefined;
      orderId?: string | undefined;
      withTotal?: boolean | undefined;
      limit: number;
      cursor?: string | undefined;
    },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<CommissionSummary> & { total?: Total | undefined; asOf?: string | undefined }> {
    const { affiliateId, state, orderId } = input;
    const commissions = new CommissionListDao(this.#db);
    const filter = {
      ...{ affiliateId, state, storefrontId: by.storefrontId },
      orderKey: orderId === undefined ? undefined : canonicalOrderId(orderId),
    };
    const [page, counted] = await Promise.all([
      commissions.getPage({ ...filter, limit: input.limit, afterId: readCursor(input.cursor) }),
      input.withTotal === true ? commissions.count(filter) : undefined,
    ]);
    return {
      items: page.items.map(toCommissionSummary),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /** Returns the commissions of a conversion, in the order of its lines. Throws `not_found`, also for a claim. */
  get(id: number, by: Pick<Caller, 'storefrontId'>): Promise<CommissionDetail> {
    return this.#db.transaction(
      async (tx) => {
        const commissions = new CommissionListDao(tx);
        const conversion = await commissions.get(id);
        if (conversion === null || (by.storefrontId ?? conversion.storefrontId) !== conversion.storefrontId) {
          throw new AppError('not_found', `there is no verified conversion with id ${id}`);
        }
        const rows =
          conversion.sums === null
            ? await earlierRows(tx, conversion)
            : await new CommissionDao(tx).getCommissions(id);
        const disputes = await commissions.getDisputes(conversion);
        const timeZone = conversion.timeZone ?? this.#hubZone;
        return {
          conversion: toCommissionSummary(conversion),
          items: rows.map((row) => toCommissionItem(row, timeZone)),
          disputes: disputes.map((dispute) => toDisputeView(dispute, conversion.currency)),
        };
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
  }
}
