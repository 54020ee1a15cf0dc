import type { Database, Transaction } from '@dreamteamhub/db';
import { DueDao } from '@dreamteamhub/db/payouts';

/** Longer than a provider takes to answer, and to be asked some times. */
const UNKNOWN_SECONDS = 3600;

/** Tells people of payouts that nobody but a person can bring to an end, as long as there are some. */
export class PayoutWatchService {
  readonly #db: Database;
  readonly #tell: (tx: Transaction, alarm: { subject: string; message: string | null }) => Promise<void>;

  constructor(deps: {
    db: Database;
    /** Raises an alarm unless it was sent lately; without a message it is over. */
    tell: (tx: Transaction, alarm: { subject: string; message: string | null }) => Promise<void>;
  }) {
    this.#db = deps.db;
    this.#tell = deps.tell;
  }

  async check(): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const dao = new DueDao(tx);
      const { mismatches } = await dao.countWaiting(null);
      await this.#tell(tx, {
        subject: 'payouts:mismatches',
        message: mismatches === 0 ? null : ofMismatches(mismatches),
      });
      const unknown = await dao.getLongUnknown(UNKNOWN_SECONDS);
      await this.#tell(tx, {
        subject: 'payouts:unknown',
        message: unknown.length === 0 ? null : ofUnknown(unknown),
      });
    });
  }
}

function ofMismatches(count: number): string {
  const payments = count === 1 ? 'of 1 payment' : `of ${count} payments`;
  return `Another amount than was owed left ${payments}. Decide under Payouts whose the difference is.`;
}

function ofUnknown(batches: readonly { id: number; rail: string }[]): string {
  const named = batches.slice(0, 5).map(({ id, rail }) => `${id} (${rail})`);
  const more = batches.length > named.length ? ` and ${batches.length - named.length} more` : '';
  const [what, they] =
    batches.length === 1 ? ['Payout batch', 'it arrived'] : ['Payout batches', 'they arrived'];
  return `${what} ${named.join(', ')}${more}: for more than an hour nobody has known whether ${they}. Nothing is sent again by itself: look at the provider.`;
}
