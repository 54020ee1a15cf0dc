import { type ClientBase, Pool, type PoolClient, type PoolConfig } from 'pg';
import { DatabaseAwayError } from './fault.ts';
import { readOnlyError, WatchedClient } from './watched-client.ts';

/**
 * After a connection was refused because it leads to a read-only server, no other is opened for this time: each costs both
 * sides milliseconds, and a busy hub would open hundreds a second.
 */
const PAUSE_MILLISECONDS = 250;

// The driver has two overloads; what goes through is passed on as it came.
// biome-ignore lint/suspicious/noExplicitAny: an override of overloads has to be as wide as all of them.
type Any = any;

/** A connection that a pool lends. */
export type WatchedPoolClient = WatchedClient & PoolClient;

/** A pool's options for {@link WatchedClient}s, also for pools that others open: a read-only server is not let in. */
export const watchedConnections: Pick<PoolConfig, 'Client' | 'onConnect'> = {
  Client: WatchedClient,
  onConnect: refuseReadOnly,
};

// The pool waits for it, whatever its type says.
function refuseReadOnly(client: ClientBase): Promise<void> {
  return (client as WatchedClient).refuseReadOnly();
}

/**
 * A pool that holds connections to a database that takes writes and to no other, so that it finds the new primary after a
 * failover by itself. Whatever keeps it from handing out one is a {@link DatabaseAwayError}.
 */
export class WatchedPool extends Pool {
  readonly #clients = new Set<WatchedClient>();
  readonly #lent = new Set<WatchedClient>();
  #pausedUntil = 0;

  constructor(config: PoolConfig) {
    super({
      ...config,
      Client: WatchedClient,
      onConnect: (client: ClientBase): Promise<void> =>
        refuseReadOnly(client).catch((error: unknown) => {
          this.#pausedUntil = performance.now() + PAUSE_MILLISECONDS;
          throw error;
        }),
    });
    // Its clients are all of our kind, which the driver's types do not know.
    this.on('connect', (client) => this.#watch(client as WatchedPoolClient));
    this.on('acquire', (client) => this.#lent.add(client as WatchedPoolClient));
    this.on('release', (_error, client) => {
      this.#lent.delete(client as WatchedPoolClient);
      // The pool removes a client that is ending.
      if ((client as WatchedPoolClient).isSpoiled) void client.end();
    });
    this.on('remove', (client) => this.#clients.delete(client as WatchedPoolClient));
  }

  override connect(): Promise<WatchedPoolClient>;
  override connect(...args: Any[]): Any;
  override connect(...args: Any[]): Any {
    const connect = super.connect as (...passed: Any[]) => Any;
    const [callback] = args;
    if (performance.now() < this.#pausedUntil && this.idleCount === 0) {
      if (callback === undefined) return Promise.reject(readOnlyError());
      return process.nextTick(callback, readOnlyError(), undefined, () => undefined);
    }
    if (callback !== undefined) {
      return connect.call(this, (error: Error | undefined, client: PoolClient, done: unknown) =>
        callback(error && DatabaseAwayError.because(error), client, done),
      );
    }
    return connect.call(this).catch((error: unknown) => {
      throw DatabaseAwayError.because(error);
    });
  }

  /** Gives up every connection: idle ones at once, those that are lent when they come back. */
  leave(): void {
    for (const client of this.#clients) this.#leave(client);
  }

  #watch(client: WatchedPoolClient): void {
    this.#clients.add(client);
    client.on('readonly' as 'end', () => this.#leave(client));
    // Whoever has a lent client may never give it back: drizzle forgets the one whose BEGIN failed.
    client.on('end', () => {
      if (!this.#lent.has(client)) return;
      const { release } = client;
      client.release = () => undefined;
      release(true);
    });
  }

  #leave(client: WatchedClient): void {
    client.spoil();
    // What the pool listens to on idle clients, to forget those that broke.
    if (!this.#lent.has(client)) client.emit('error', readOnlyError());
  }
}
