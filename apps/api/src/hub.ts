import { seedSamples } from '@dreamteamhub/db';
import type { FastifyBaseLogger } from 'fastify';
import { createDeps, type Deps } from './deps.ts';
import { MetricsRefresher } from './domains/affiliates/metrics-refresher.ts';
import { jobHandlers, requestStartScan } from './jobs/handlers.ts';
import { removeSetupLink, writeSetupLink } from './platform/data-dir.ts';
import { type OpenDatabase, openDatabase } from './platform/database.ts';
import type { Env } from './platform/env.ts';
import { readSecrets } from './platform/secrets.ts';
import { StartError } from './platform/start-error.ts';

/** Where requests arrive: the app in this process, or web processes. */
export interface Front {
  readonly port: number;
  /** Takes no more requests and lets those under way finish. */
  close(): Promise<void>;
}

export type OpenFront = (deps: Deps) => Promise<Front>;

interface Parts {
  front: Front;
  deps: Deps;
  database: OpenDatabase;
  refresher: MetricsRefresher;
}

/** One running hub: database, front and jobs, started and stopped in order. */
export class Hub {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts everything that the role asks for. Throws {@link StartError} when something outside is in the way. */
  static async start(env: Env, log: FastifyBaseLogger, openFront: OpenFront): Promise<Hub> {
    const database = await openDatabase(env, (line) => log.info(line));
    try {
      const secrets = await readSecrets(env, (line) => log.warn(line));
      const deps = createDeps({ env, databaseUrl: database.url, ...secrets, log });
      await prepare(deps, database);
      await deps.jobs.start();
      const refresher = new MetricsRefresher({ affiliates: deps.services.affiliates, log, now: deps.now });
      const front = await openFront(deps);
      if (env.ROLE !== 'api') {
        await deps.jobs.work(jobHandlers(deps.work));
        await requestStartScan(deps.jobs);
        refresher.start();
        log.info(
          `[Cron] 📦 DB-backed low-stock scheduler started (${env.SCAN_INTERVAL_SECONDS}s interval, ${deps.notifiers.length} notifier(s))`,
        );
      }
      deps.alertingMonitor.start();
      // A worker has no page that a link could open, and a new link would close the one that an api offered.
      if (env.ROLE !== 'worker') await offerSetupLink(deps, front.port);
      return new Hub({ front, deps, database, refresher });
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * Stops taking requests, finishes what runs, then leaves the database: jobs before the pool, the pool before Postgres.
   * A part that fails to stop keeps none of the others from it.
   */
  async stop(): Promise<void> {
    const { front, deps, database, refresher } = this.#parts;
    const failures: unknown[] = [];
    for (const part of [
      () => front.close(),
      () => refresher.stop(),
      () => deps.alertingMonitor.stop(),
      () => deps.jobs.stop(),
      () => deps.close(),
      () => database.close(),
    ]) {
      await part().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not every part stopped cleanly');
  }
}

/** Brings the database's settings in line with the environment's. */
async function prepare(deps: Deps, database: OpenDatabase): Promise<void> {
  const { env } = deps;
  const { synchronousCommit, fsync, fullPageWrites } = await deps.upkeep.getDurability();
  if (synchronousCommit === 'off' || fsync === 'off' || fullPageWrites === 'off') {
    throw new StartError(
      `the database may lose what it has committed (synchronous_commit=${synchronousCommit}, fsync=${fsync}, ` +
        `full_page_writes=${fullPageWrites}). Turn all three on: a 200 of the hub means that an event is safe.`,
    );
  }
  await deps.upkeep.ensurePartitions();
  await deps.services.keys.syncEnvironmentKey(env.HUB_SECRET_KEY);
  if (!(await deps.services.storefronts.setDefaultCurrency(env.CURRENCY))) {
    throw new StartError(
      `CURRENCY: the default storefront has orders in another currency than ${env.CURRENCY}`,
    );
  }
  if (env.SEED_SAMPLES ?? database.isEmbedded) await seedSamples(deps.db);
}

/** The first operator's one-time link: on a terminal it is printed, elsewhere it must not end up in a log. */
async function offerSetupLink({ env, services, log }: Deps, port: number): Promise<void> {
  const token = await services.people.issueSetupToken();
  if (token === null) return removeSetupLink(env.DATA_DIR);
  const link = `${env.PUBLIC_URL ?? `http://localhost:${port}`}/setup?token=${token}`;
  if (process.stdout.isTTY) {
    process.stdout.write(`\n  Create the first operator (once, within 24 hours):\n  ${link}\n\n`);
  } else {
    log.info(
      { path: await writeSetupLink(env.DATA_DIR, link) },
      'the first operator’s one-time link is in this file',
    );
  }
}
