import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';

interface Lease {
  client: Promise<PoolClient>;
  /** Statements that were sent on it and not answered. */
  underWay: number;
  hasFailed: boolean;
}

/**
 * Sends statements on one connection of a pool without waiting for the answers of those before: the database finds the
 * next one when it is done with one. Each is a transaction of its own, they run in the order of the calls, and one that
 * the database refuses leaves the others alone. The pool must be made for it (`isPipelined`); otherwise statements wait
 * in this process.
 */
export class Pipeline {
  readonly #pool: Pool;
  #lease: Lease | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Rejects as `pool.query` does; the connection is given up then, once the statements beside this one are answered. */
  async query<Row extends QueryResultRow>(statement: QueryConfig): Promise<Row[]> {
    this.#lease ??= { client: this.#pool.connect(), underWay: 0, hasFailed: false };
    const lease = this.#lease;
    lease.underWay++;
    try {
      const client = await lease.client;
      return (await client.query<Row>(statement)).rows;
    } catch (error) {
      // It may be broken: nobody else may join.
      lease.hasFailed = true;
      this.#close(lease);
      throw error;
    } finally {
      lease.underWay--;
      if (lease.underWay === 0) {
        this.#close(lease);
        lease.client.then(
          (client) => client.release(lease.hasFailed),
          // Whoever waited for it was told.
          () => undefined,
        );
      }
    }
  }

  #close(lease: Lease): void {
    if (this.#lease === lease) this.#lease = null;
  }
}
