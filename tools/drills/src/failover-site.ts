import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import { DatabaseBalancer } from './database-balancer.ts';
import { PostgresPair } from './postgres-pair.ts';

/** A hub that reaches a primary and its standby by way of one balancer. `close` ends and removes everything. */
export class FailoverSite {
  readonly pair: PostgresPair;
  readonly balancer: DatabaseBalancer;
  readonly #dataDir: DataDir;
  #hub: Promise<Product> | null = null;

  private constructor(parts: { pair: PostgresPair; balancer: DatabaseBalancer; dataDir: DataDir }) {
    this.pair = parts.pair;
    this.balancer = parts.balancer;
    this.#dataDir = parts.dataDir;
  }

  static async open({ template }: { template?: string } = {}): Promise<FailoverSite> {
    const pair = await PostgresPair.open(template);
    const balancer = await DatabaseBalancer.open(pair.primaryUrl);
    return new FailoverSite({ pair, balancer, dataDir: await makeDataDir() });
  }

  startHub(): Promise<Product> {
    this.#hub ??= startProduct({
      dataDir: join(this.#dataDir.path, 'hub'),
      env: {
        DATABASE_URL: this.balancer.url,
        SEED_SAMPLES: '0',
        LOG_LEVEL: process.env.DRILL_LOG ?? 'fatal',
        // All callers have one address.
        LIMIT_FACTOR: '1000',
      },
    });
    return this.#hub;
  }

  withDatabase: PostgresPair['withPrimary'] = (work) => this.pair.withPrimary(work);

  async close(): Promise<void> {
    await (await this.#hub?.catch(() => null))?.kill();
    await this.balancer.close();
    await this.pair.close();
    await this.#dataDir.remove();
  }
}

/** What `/readyz` of a hub says about its database, asked four times a second. */
export class ReadinessLog {
  readonly entries: { at: number; isReady: boolean; database: string }[] = [];
  readonly #ended: Promise<void>;
  #isStopped = false;

  constructor(origin: string) {
    this.#ended = this.#run(`${origin}/readyz`);
    // Told to whoever stops it; until then it must only not end the process.
    this.#ended.catch(() => undefined);
  }

  /** The first entry from a time on that says so; null when there is none. */
  firstAfter(time: number, isReady: boolean) {
    return this.entries.find((entry) => entry.at >= time && entry.isReady === isReady) ?? null;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  async #run(url: string): Promise<void> {
    for (; !this.#isStopped; await sleep(250)) {
      const response = await fetch(url);
      const { checks } = (await response.json()) as { checks: { database: string } };
      this.entries.push({ at: Date.now(), isReady: response.ok, database: checks.database });
    }
  }
}
