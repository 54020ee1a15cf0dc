import { sql } from 'drizzle-orm';
import type { TestHub } from './hub-fixture.ts';

/** Deletes all orders and what was booked for them, the ledger as well, which refuses that from everybody else. */
export async function emptyBooks({ owner }: Pick<TestHub, 'owner'>): Promise<void> {
  await owner.transaction(async (tx) => {
    for (const table of ['ledger_transfers', 'ledger_accounts'].map((name) => sql.identifier(name))) {
      await tx.execute(sql`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    }
    await tx.execute(sql`
      TRUNCATE order_lines, orders, aff_attributions, commissions, disputes, aff_refunds, aff_daily_rollups,
               ledger_transfers, ledger_balances, ledger_accounts, ledger_progress`);
    for (const table of ['ledger_transfers', 'ledger_accounts'].map((name) => sql.identifier(name))) {
      await tx.execute(sql`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    }
  });
}
