import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@dreamteamhub/db';

const EVERY_MS = 20;

/** Looks again and again at who waits for a lock on a table or a row, except the migration itself. */
export class LockWatch {
  /** The longest wait so far. */
  longestMs = 0;
  readonly #ended: Promise<void>;
  #isStopped = false;

  constructor(databaseUrl: string) {
    this.#ended = this.#watch(databaseUrl);
    // Told to whoever stops it; until then it must only not end the process.
    this.#ended.catch(() => undefined);
  }

  /** Returns the longest wait. */
  async stop(): Promise<number> {
    this.#isStopped = true;
    await this.#ended;
    return this.longestMs;
  }

  async #watch(connectionString: string): Promise<void> {
    const { pool, close } = connectDatabase({ connectionString, maxConnections: 1 });
    try {
      for (; !this.#isStopped; await sleep(EVERY_MS)) {
        const { rows } = await pool.query<{ ms: number | null }>(`
          SELECT max(extract(epoch FROM clock_timestamp() - waitstart) * 1000)::integer AS ms
          FROM pg_locks JOIN pg_stat_activity USING (pid)
          WHERE NOT granted AND locktype <> 'advisory' AND datname = current_database()
            AND application_name <> 'dreamteamhub-migrate'`);
        this.longestMs = Math.max(this.longestMs, rows[0]?.ms ?? 0);
      }
    } finally {
      await close();
    }
  }
}
