import type { Client, Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';

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
  readonly #timeoutMilliseconds: number | undefined;
  #lease: Lease | null = null;

  /** `timeoutMilliseconds`: after which a connection that does not answer a statement is given up; unset: never. */
  constructor(deps: { pool: Pool; timeoutMilliseconds?: number | undefined }) {
    this.#pool = deps.pool;
    this.#timeoutMilliseconds = deps.timeoutMilliseconds;
  }

  /**
   * Rejects as `pool.query` does; the connection is given up then, once the statements beside this one are answered.
   * One that is not answered in time rejects with `ETIMEDOUT`, and those beside it as on a connection that ends.
   */
  async query<Row extends QueryResultRow>(statement: QueryConfig): Promise<Row[]> {
    this.#lease ??= { client: this.#pool.connect(), underWay: 0, hasFailed: false };
    const lease = this.#lease;
    lease.underWay++;
    try {
      const client = await lease.client;
      return await this.#send<Row>(client, statement);
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

  // Neither the driver's own promise nor its own timeout: both assign a function to the statement's object. V8 takes an
  // assigned function for a long-lived one and allocates it among the old objects; nothing but a collection of the whole
  // heap frees it there, with the statement and all its values.
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
  const error = new Error(`the database did not answer within ${milliseconds} ms`);
  reject(Object.assign(error, { code: 'ETIMEDOUT' }));
  // Ends the connection under its statements: waiting for them is what took too long.
  void (client as unknown as Client).end();
}
