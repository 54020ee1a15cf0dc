import { WatchedClient } from './watched-client.ts';
import type { WatchedPool } from './watched-pool.ts';

/** How long an answer holds, so that health checks of any number cost two connections a second. */
const FRESH_MILLISECONDS = 500;
const CONNECT_MILLISECONDS = 4_000;

/**
 * Finds out whether the database takes writes from whoever connects now. Connections that exist cannot tell: one may lead
 * to the old primary, or be older than `ALTER DATABASE … SET default_transaction_read_only`.
 */
export class WriteProbe {
  readonly #connectionString: string;
  readonly #pools = new Set<WatchedPool>();
  #last: { at: number; answer: Promise<'writable' | 'read-only'> } | null = null;

  constructor(deps: { connectionString: string }) {
    this.#connectionString = deps.connectionString;
  }

  /** Has a pool give up its connections when the database turns out to be read-only. */
  watch(pool: WatchedPool): void {
    this.#pools.add(pool);
  }

  /** Rejects when the database cannot be reached. */
  ask(): Promise<'writable' | 'read-only'> {
    const now = performance.now();
    if (this.#last === null || now - this.#last.at > FRESH_MILLISECONDS) {
      const answer = this.#ask();
      this.#last = { at: now, answer };
      // Only an answer holds for a while; a failure is over when it is over.
      answer.catch(() => {
        if (this.#last?.answer === answer) this.#last = null;
      });
    }
    return this.#last.answer;
  }

  async #ask(): Promise<'writable' | 'read-only'> {
    const client = new WatchedClient({
      connectionString: this.#connectionString,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
    });
    await client.connect();
    try {
      const { rows } = await client.query('SHOW transaction_read_only');
      if (rows[0]?.transaction_read_only !== 'on') return 'writable';
    } finally {
      void client.end();
    }
    for (const pool of this.#pools) pool.leave();
    return 'read-only';
  }
}
