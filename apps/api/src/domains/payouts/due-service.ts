import type { Database } from '@dreamteamhub/db';
import { DueDao } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import type { Caller } from '../../platform/caller.ts';
import { formatStored } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';

/** What could be paid now, and what waits for somebody. */
export class DueService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /** Throws `bad_request` for an unknown storefront. */
  async get(
    { storefront }: z.output<(typeof admin)['payouts']['getDue']['input']>,
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<WireOutputs<typeof admin>['payouts']['getDue']> {
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const dao = new DueDao(this.#db);
    const [due, waiting] = await Promise.all([dao.getDue(storefrontId), dao.countWaiting(storefrontId)]);
    return {
      due: due.map(({ amount, minimum, ...row }) => ({
        ...row,
        amount: formatStored(amount, row.currency),
        minimum: formatStored(minimum, row.currency),
      })),
      ...waiting,
    };
  }
}
