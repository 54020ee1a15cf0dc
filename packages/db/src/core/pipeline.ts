import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import { DatabaseAwayError } from './fault.ts';
import { cut } from './limits.ts';

interface Lease {
  client: Promise<PoolClient>;
  /** Statements that were sent on it and are not answered yet. */
  underWay: number;
  hasFailed: boolean;
}

/**
 * Sends statements on one connection of a pool without waiting for earlier answers, so that the database always has the
 * next statement at hand. Each is a transaction of its own, they run in the order of the calls, and one that the
 * database refuses does not affect the others. The pool must be opened with `isPipelined`; otherwise statements wait in
 * this process.
 */
export class Pipeline {
  readonly #pool: Pool;
  readonly #timeoutMilliseconds: number | undefined;
  #lease: Lease | null = null;

  /** Gives up a connection that does not answer a statement within `timeoutMilliseconds`; unset: never. */
  constructor(deps: { pool: Pool; timeoutMilliseconds?: number | undefined }) {
    this.#pool = deps.pool;
    this.#timeoutMilliseconds = deps.timeoutMilliseconds;
  }

  /**
   * Rejects as `pool.query` does; the connection is then given up once the other statements on it are answered. A
   * statement that is not answered in time rejects with `ETIMEDOUT`, and the others as when a connection ends.
   */
  async query<Row extends QueryResultRow>(statement: QueryConfig): Promise<Row[]> {
    this.#lease ??= { client: this.#pool.connect(), underWay: 0, hasFailed: false };
    const lease = this.#lease;
    lease.underWay++;
    try {
      const client = await lease.client;
      return await this.#send<Row>(client, statement);
    } catch (error) {
      // The connection may be broken: no other statement may join.
      lease.hasFailed = true;
      this.#close(lease);
      throw error;
    } finally {
      lease.underWay--;
      if (lease.underWay === 0) {
        this.#close(lease);
        lease.client.then(
          (client) => client.release(lease.hasFailed),
          // The statements that waited for it have rejected.
          () => undefined,
        );
      }
    }
  }

  // Avoids the driver's own promise and timeout: both assign a function to the statement object. V8 takes an assigned
  // function to be long-lived and allocates it in the old generation, where only a collection of the whole heap frees
  // it, with the statement and all its values.
  #send<Row extends QueryResultRow>(client: PoolClient, statement: QueryConfig): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const timer =
        this.#timeoutMilliseconds === undefined
          ? undefined
          : setTimeout(giveUp, this.#timeoutMilliseconds, client, reject, this.#timeoutMilliseconds);
      client.query<Row>(statement, (error, result) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve(result.rows);
      });
    });
  }

  #close(lease: Lease): void {
    if (this.#lease === lease) this.#lease = null;
  }
}

function giveUp(client: PoolClient, reject: (error: Error) => void, milliseconds: number): void {
  reject(
    new DatabaseAwayError(`the database did not answer within ${milliseconds} ms`, { code: 'ETIMEDOUT' }),
  );
  cut(client);
}
