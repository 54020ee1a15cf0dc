import { ACCOUNT_KINDS } from '@dreamteamhub/sdk/contract';
import type { LedgerAccount } from '../../hub/trpc.ts';

/** Accounts that may be added: of one storefront, in one currency. */
interface AccountGroup {
  storefront: string;
  currency: string;
  accounts: LedgerAccount[];
}

/** Groups accounts by storefront and currency, each in the order in which money moves through its accounts. */
export function byCurrency(accounts: readonly LedgerAccount[]): AccountGroup[] {
  const groups = new Map<string, AccountGroup>();
  for (const account of accounts) {
    const { storefront, currency } = account;
    const key = `${storefront} ${currency}`;
    const group = groups.get(key) ?? { storefront, currency, accounts: [] };
    group.accounts.push(account);
    groups.set(key, group);
  }
  const place = ({ kind }: LedgerAccount) => ACCOUNT_KINDS.indexOf(kind);
  return [...groups.values()].map((group) => ({
    ...group,
    accounts: group.accounts.toSorted((one, other) => place(one) - place(other)),
  }));
}
