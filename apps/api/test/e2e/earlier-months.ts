import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase } from '@dreamteamhub/db';

/** Lets what is booked so far be booked so many months earlier. Only the owner of a hub's database could. */
export async function bookEarlier(dataDir: string, months: number): Promise<void> {
  const connectionString = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
  const { pool, close } = connectDatabase({ connectionString, maxConnections: 1 });
  try {
    await pool.query('ALTER TABLE ledger_transfers DISABLE TRIGGER USER');
    // In the middle of that month, wherever the reader is.
    await pool.query(
      `UPDATE ledger_transfers
       SET posted_at = date_trunc('month', posted_at) - make_interval(months => $1::int) + interval '10 days'`,
      [months],
    );
    await pool.query('ALTER TABLE ledger_transfers ENABLE TRIGGER USER');
  } finally {
    await close();
  }
}
