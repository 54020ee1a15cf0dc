import type { Database } from '@dreamteamhub/db';
import { AffiliateDao, type AffiliateWithStorefront } from '@dreamteamhub/db/affiliates';
import { AccountListDao, LedgerDao } from '@dreamteamhub/db/ledger';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { formatStored } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';

type Outputs = WireOutputs<typeof admin>['ledger'];
type Reader = Pick<Caller, 'storefrontId'>;

/** What affiliates are owed, and the accounts that say so. */
export class BalanceService {
  readonly #db: Database;
  readonly #ledger: LedgerDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#ledger = new LedgerDao(deps.db);
  }

  /** Returns what an affiliate is owed; nothing of a currency without a transfer. Throws `not_found`. */
  async get(id: number, by: Reader): Promise<Outputs['getBalance']> {
    await findAffiliate(this.#db, id, by);
    const balances = await this.#ledger.getBalances(id);
    return { affiliateId: id, balances: balances.map((row) => inCurrency(row)) };
  }

  /** Returns what all affiliates together are owed. Throws `bad_request` for a storefront that the caller has not. */
  async getOwed(input: { storefront?: string | undefined }, by: Reader): Promise<Outputs['getOwed']> {
    const { storefront } = input;
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const totals = await this.#ledger.getOwed(storefrontId);
    return { totals: totals.map(({ affiliates, ...row }) => ({ ...inCurrency(row), affiliates })) };
  }

  /** Returns the accounts summed over a time. Throws `bad_request` for one that ends before it begins. */
  async listAccounts(
    input: { from?: string | undefined; to?: string | undefined },
    by: Reader,
  ): Promise<Outputs['listAccounts']> {
    const [from, to] = [input.from, input.to].map((at) => (at === undefined ? undefined : new Date(at)));
    if (from !== undefined && to !== undefined && from > to) throw badField('to', 'is before "from"');
    const sums = await new AccountListDao(this.#db).getSums({ storefrontId: by.storefrontId, from, to });
    return {
      accounts: sums.map(({ storefront, kind, ...row }) => ({ storefront, kind, ...inCurrency(row) })),
    };
  }
}

/** Returns an affiliate of the caller's storefront. Throws `not_found`. */
export async function findAffiliate(db: Database, id: number, by: Reader): Promise<AffiliateWithStorefront> {
  const affiliate = await new AffiliateDao(db).getAffiliateById(id);
  if (affiliate === null || (by.storefrontId !== null && affiliate.storefrontId !== by.storefrontId)) {
    throw new AppError('not_found', `there is no affiliate with id ${id}`);
  }
  return affiliate;
}

/** Writes all amounts of a row with the decimals of its currency. */
function inCurrency<Row extends { currency: string } & Record<keyof Row, string>>(row: Row): Row {
  const { currency, ...amounts } = row;
  const written = Object.entries<string>(amounts).map(([name, amount]) => [
    name,
    formatStored(amount, currency),
  ]);
  return { ...row, ...Object.fromEntries(written) };
}
