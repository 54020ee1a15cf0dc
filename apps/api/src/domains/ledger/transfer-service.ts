import type { Database, Page, Total } from '@dreamteamhub/db';
import { TransferListDao, type TransferView } from '@dreamteamhub/db/ledger';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatStored } from '../../platform/money.ts';
import { findAffiliate } from './balance-service.ts';

type Asked = z.output<(typeof admin)['ledger']['listTransfers']['input']> & {
  /** For exports: the total has no end. */
  isWhole?: boolean | undefined;
};
type TransferAnswer = WireOutputs<typeof admin>['ledger']['listTransfers']['items'][number];
type Listed = Page<TransferAnswer> & { total?: Total | undefined; asOf?: string | undefined };

/** The transfers of the ledger, as people and keys read them. */
export class TransferService {
  readonly #db: Database;
  readonly #transfers: TransferListDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#transfers = new TransferListDao(deps.db);
  }

  /**
   * Returns one page, newest first. Throws `not_found` for an affiliate that the caller has not, and `bad_request` for an end
   * before the beginning.
   */
  async list(input: Asked, by: Pick<Caller, 'storefrontId'>): Promise<Listed> {
    const { affiliateId, conversionId, account, cause, currency, from, to, limit, isWhole } = input;
    if (from !== undefined && to !== undefined && from > to) throw badField('to', 'is before "from"');
    const afterId = readCursor(input.cursor);
    if (affiliateId !== undefined) await findAffiliate(this.#db, affiliateId, by);
    const filter = {
      ...{ affiliateId, conversionId, account, cause, currency, storefrontId: by.storefrontId },
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    // Between transfers that a filter leaves out, the balance would jump for no reason that is seen.
    const isNarrowed = [conversionId, account, cause, currency, from, to].some((one) => one !== undefined);
    const [page, counted] = await Promise.all([
      this.#transfers.getTransfers({
        ...{ ...filter, limit, afterId },
        withBalance: affiliateId !== undefined && !isNarrowed,
      }),
      input.withTotal === true ? this.#transfers.countTransfers(filter, { isWhole }) : undefined,
    ]);
    return {
      items: page.items.map(toAnswer),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }
}

function toAnswer({ amount, balance, eventAt, postedAt, ...row }: TransferView): TransferAnswer {
  return {
    ...row,
    amount: formatStored(amount, row.currency),
    balance: balance === null ? null : formatStored(balance, row.currency),
    eventAt: eventAt.toISOString(),
    postedAt: postedAt.toISOString(),
  };
}
