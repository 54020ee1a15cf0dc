import { type Posting, postTransfers } from '@dreamteamhub/db/ledger';
import { sql } from 'drizzle-orm';
import type { TestHub } from '../support/hub-fixture.ts';

/** Months of the past for tests of periods. */

type Move = Pick<Posting, 'debit' | 'credit' | 'amount' | 'cause'> & Partial<Posting>;

let causes = 0;

/** Posts transfers as if it were an earlier time. */
export async function postAt(
  hub: TestHub,
  at: string,
  affiliateId: number,
  moves: readonly Move[],
): Promise<void> {
  const postings = moves.map((move) => ({
    ...{ storefrontId: 1, affiliateId, currency: 'USD', causeId: `test ${++causes}`, leg: 0 },
    ...move,
  }));
  await hub.owner.transaction(async (tx) => {
    await postTransfers(tx, postings);
    await tx.execute(sql`ALTER TABLE ledger_transfers DISABLE TRIGGER USER`);
    const ids = sql.join(
      postings.map(({ causeId }) => sql`${causeId}`),
      sql`, `,
    );
    await tx.execute(
      sql`UPDATE ledger_transfers SET posted_at = ${at}::timestamptz WHERE cause_id IN (${ids})`,
    );
    await tx.execute(sql`ALTER TABLE ledger_transfers ENABLE TRIGGER USER`);
  });
}

export const earn = (amount: string): Move => ({
  ...{ debit: 'expense.commission', credit: 'pending', amount, cause: 'accrue' },
});
export const mature = (amount: string): Move => ({
  ...{ debit: 'pending', credit: 'payable', amount, cause: 'mature' },
});
export const takeBack = (amount: string, from: 'pending' | 'payable' = 'payable'): Move => ({
  ...{ debit: from, credit: 'expense.commission', amount, cause: 'refund' },
});
export const pay = (amount: string): Move[] => [
  { debit: 'payable', credit: 'in_payout', amount, cause: 'reserve' },
  { debit: 'in_payout', credit: 'cash.sepa', amount, cause: 'pay' },
];
export const comeBack = (amount: string): Move => ({
  ...{ debit: 'cash.sepa', credit: 'payable', amount, cause: 'return' },
});
export const give = (amount: string): Move => ({
  ...{ debit: 'adjustment', credit: 'payable', amount, cause: 'adjust' },
});
