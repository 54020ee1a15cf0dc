import type { Database, Transaction } from '@dreamteamhub/db';
import { RuleDao } from '@dreamteamhub/db/commissions';
import { overlap } from './rule-input.ts';
import { scopeKeyOf } from './rule-rows.ts';

/**
 * Locks the versions of an affiliate's own rate until the transaction ends; the caller holds the affiliate's lock. Throws
 * `conflict` while one has an end, or begins later: the rate of the affiliate would be another one than its rule's.
 */
export async function lockOwnRate(
  tx: Transaction,
  { id, storefrontId }: { id: number; storefrontId: number },
): Promise<void> {
  const rules = new RuleDao(tx);
  const scope = { who: { kind: 'affiliate', id }, what: { kind: 'any' }, appliesTo: 'all' } as const;
  const scopeKey = scopeKeyOf(scope, storefrontId);
  await rules.lockScope(scopeKey);
  const now = await rules.now();
  const versions = await rules.getVersionsAfter(scopeKey, now);
  const inTheWay = versions.findLast(({ from, to }) => to !== null || from > now);
  if (inTheWay !== undefined) throw overlap(inTheWay, 'commissionBps');
}

/** Lets the rates that affiliates have in the first specification's field follow rules that begin or end with time. */
export class OwnRateService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /** Returns the number of affiliates whose rate changed. */
  followAll(): Promise<number> {
    return this.#db.transaction(async (tx) => {
      const rules = new RuleDao(tx);
      return rules.followOwnRates(await rules.lockOwnRatesBehind());
    });
  }
}
