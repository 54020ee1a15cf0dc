import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import type { Checkout } from '@dreamteamhub/harness/checkout.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import {
  freePort,
  type LaunchedProduct,
  launchProduct,
  type Product,
  startProduct,
  type Timings,
} from '@dreamteamhub/harness/product.ts';
import { killFamily } from './kill.ts';

export interface SiteOptions {
  /** A data folder whose database is copied, instead of making one. */
  template?: string;
  /** What all hubs of the site go by. Default `real`. */
  timings?: Timings;
}

/** Each hub has a data folder of its own, and all of them one database. */
const SHARED_SECRETS = {
  HUB_AUTH_SECRET: 'only-for-the-drills-only-for-the-drills',
  HUB_ENCRYPTION_KEY: Buffer.alloc(32, 'drill').toString('base64'),
};

/** Where a drill takes place: a durable PostgreSQL of its own and hubs on it, all of them processes. `close` removes it. */
export class DrillSite {
  readonly #dataDir: DataDir;
  readonly #timings: Timings;
  readonly #hubs = new Set<Promise<LaunchedProduct>>();
  #postgres: Promise<EmbeddedPostgres>;
  #closing: Promise<void> | undefined;

  private constructor(dataDir: DataDir, timings: Timings) {
    this.#dataDir = dataDir;
    this.#timings = timings;
    this.#postgres = this.#startPostgres();
  }

  static async open({ template, timings = 'real' }: SiteOptions = {}): Promise<DrillSite> {
    return new DrillSite(await makeDataDir(template), timings);
  }

  async databaseUrl(): Promise<string> {
    return (await this.#postgres).superuserUrl;
  }

  /**
   * Starts a hub that has this PostgreSQL for an external one; with a port it comes back where it was. `checkout`: another
   * one than this.
   */
  async startHub(port?: number, env: Record<string, string> = {}, checkout?: Checkout): Promise<Product> {
    const options = await this.#hubOptions(port ?? (await freePort()), env);
    const starting = startProduct({ ...options, checkout });
    this.#hubs.add(starting);
    return starting;
  }

  /** Starts a hub's process, as {@link startHub}, and does not wait for it. */
  async launchHub(port: number, env: Record<string, string>): Promise<LaunchedProduct> {
    const launched = launchProduct(await this.#hubOptions(port, env));
    this.#hubs.add(Promise.resolve(launched));
    return launched;
  }

  /** Returns a hub's own data folder. */
  dataDirOf({ origin }: Product): string {
    return this.#hubFolder(Number(new URL(origin).port));
  }

  #hubFolder(port: number): string {
    return join(this.#dataDir.path, `hub-${port}`);
  }

  async #hubOptions(port: number, env: Record<string, string>) {
    const databaseUrl = await this.databaseUrl();
    this.#refuseWhenClosing();
    return {
      dataDir: this.#hubFolder(port),
      port,
      timings: this.#timings,
      // All callers have one address.
      env: {
        DATABASE_URL: databaseUrl,
        SEED_SAMPLES: '0',
        LOG_LEVEL: 'fatal',
        LIMIT_FACTOR: '1000',
        ...SHARED_SECRETS,
        ...env,
      },
    };
  }

  /** Sends SIGKILL to the postmaster and all its backends. */
  async killPostgres(): Promise<void> {
    const { dataDirectory } = await this.#postgres;
    await killFamily(Number.parseInt(await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'), 10));
  }

  /** Starts PostgreSQL on the files that were left; it recovers, and answers at the same address. */
  async restartPostgres(): Promise<void> {
    const before = await this.databaseUrl();
    this.#refuseWhenClosing();
    this.#postgres = this.#startPostgres();
    const after = await this.databaseUrl();
    if (after !== before) throw new Error(`PostgreSQL came back at another address: somebody took its port`);
  }

  async withDatabase<Result>(work: (connection: DatabaseConnection) => Promise<Result>): Promise<Result> {
    const connection = connectDatabase({ connectionString: await this.databaseUrl(), maxConnections: 1 });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  /** Ends the hubs, then the database, then removes the files. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // One that did not start has ended or has nothing to lose; whoever started it was told.
    for (const starting of this.#hubs) await (await starting.catch(() => null))?.kill();
    const postgres = await this.#postgres.catch(() => null);
    await postgres?.stop();
    await this.#dataDir.remove();
  }

  #startPostgres(): Promise<EmbeddedPostgres> {
    const starting = startEmbeddedPostgres({ dataDir: this.#dataDir.path });
    // Whoever waits for it is told; here it must only not end the process.
    starting.catch(() => undefined);
    return starting;
  }

  #refuseWhenClosing(): void {
    if (this.#closing !== undefined) throw new Error('the drill was stopped');
  }
}
