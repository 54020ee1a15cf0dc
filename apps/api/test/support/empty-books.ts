import { sql } from 'drizzle-orm';
import type { TestHub } from './hub-fixture.ts';

/** Tables that refuse to be emptied, also for their owner. */
const APPEND_ONLY = [
  'ledger_transfers',
  'ledger_accounts',
  'payout_events',
  'payout_periods',
  'payout_statements',
].map((name) => sql.identifier(name));

/** Deletes all orders and what was booked and paid for them, the ledger as well, which refuses that from everybody else. */
export async function emptyBooks({ owner }: Pick<TestHub, 'owner'>): Promise<void> {
  await owner.transaction(async (tx) => {
    for (const table of APPEND_ONLY) {
      await tx.execute(sql`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    }
    await tx.execute(sql`
      TRUNCATE order_lines, orders, aff_attributions, commissions, disputes, aff_refunds, aff_daily_rollups,
               ledger_transfers, ledger_balances, ledger_accounts, ledger_progress, payout_batches, payout_items,
               payout_conversions, payout_events, payout_mismatches, payout_requests, payout_periods, payout_statements`);
    for (const table of APPEND_ONLY) {
      await tx.execute(sql`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    }
  });
}
