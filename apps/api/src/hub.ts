import { seedSamples } from '@dreamteamhub/db';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { loadAuthSecret, removeSetupLink, writeSetupLink } from './data-dir.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { createDeps, type Deps } from './deps.ts';
import type { Env } from './env.ts';
import { jobHandlers, requestStartScan } from './jobs/handlers.ts';
import { MetricsRefresher } from './jobs/metrics-refresher.ts';
import { StartError } from './start-error.ts';

export { StartError } from './start-error.ts';

/** One running hub: database, app and jobs, started and stopped in order. */
export class Hub {
  readonly #parts: { app: FastifyInstance; deps: Deps; database: OpenDatabase; refresher: MetricsRefresher };

  private constructor(parts: {
    app: FastifyInstance;
    deps: Deps;
    database: OpenDatabase;
    refresher: MetricsRefresher;
  }) {
    this.#parts = parts;
  }

  /** Starts everything that the role asks for. Throws {@link StartError} when something outside is in the way. */
  static async start(
    env: Env,
    log: FastifyBaseLogger,
    buildApp: (deps: Deps) => Promise<FastifyInstance>,
  ): Promise<Hub> {
    const database = await openDatabase(env, (line) => log.info(line));
    try {
      const authSecret = await authSecretOf(env, log);
      const deps = createDeps({ env, databaseUrl: database.url, authSecret, log });
      await prepare(deps, database);
      const app = await buildApp(deps);
      await deps.jobs.start();
      const refresher = new MetricsRefresher({ affiliates: deps.services.affiliates, log, now: deps.now });
      await listen(app, env);
      if (env.ROLE !== 'api') {
        await deps.jobs.work(jobHandlers(deps.work));
        await requestStartScan(deps.jobs, deps.now());
        refresher.start();
        log.info(
          `[Cron] 📦 DB-backed low-stock scheduler started (${env.SCAN_INTERVAL_SECONDS}s interval, ${deps.notifiers.length} notifier(s))`,
        );
      }
      // A worker has no page that a link could open, and a new link would close the one that an api offered.
      if (env.ROLE !== 'worker') await offerSetupLink(deps);
      return new Hub({ app, deps, database, refresher });
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Stops taking requests, finishes what runs, then leaves the database: jobs before the pool, the pool before Postgres. */
  async stop(): Promise<void> {
    const { app, deps, database, refresher } = this.#parts;
    await app.close();
    await refresher.stop();
    await deps.jobs.stop();
    await deps.close();
    await database.close();
  }
}

async function authSecretOf(env: Env, log: FastifyBaseLogger): Promise<string> {
  if (env.HUB_AUTH_SECRET !== undefined) return env.HUB_AUTH_SECRET;
  const { secret, isNew } = await loadAuthSecret(env.DATA_DIR);
  if (isNew) {
    log.warn(
      'HUB_AUTH_SECRET is not set: a secret was made in DATA_DIR. Set it when several machines share a database.',
    );
  }
  return secret;
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
  if (!(await deps.services.keys.setDefaultCurrency(env.CURRENCY))) {
    throw new StartError(
      `CURRENCY: the default storefront has orders in another currency than ${env.CURRENCY}`,
    );
  }
  if (env.SEED_SAMPLES ?? database.isEmbedded) await seedSamples(deps.db);
}

async function listen(app: FastifyInstance, env: Env): Promise<void> {
  try {
    await app.listen({ host: env.HOST, port: env.PORT });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    await app.close();
    if (code === 'EADDRINUSE') {
      throw new StartError(`port ${env.PORT} is taken. Set PORT to a free one, or stop what uses it.`, {
        cause: error,
      });
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartError(`cannot listen on ${env.HOST}:${env.PORT} (${code}). Set HOST or PORT.`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** The first operator's one-time link: on a terminal it is printed, elsewhere it must not end up in a log. */
async function offerSetupLink({ env, services, log }: Deps): Promise<void> {
  const token = await services.people.issueSetupToken();
  if (token === null) return removeSetupLink(env.DATA_DIR);
  const link = `${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}/setup?token=${token}`;
  if (process.stdout.isTTY) {
    process.stdout.write(`\n  Create the first operator (once, within 24 hours):\n  ${link}\n\n`);
  } else {
    log.info(
      { path: await writeSetupLink(env.DATA_DIR, link) },
      'the first operator’s one-time link is in this file',
    );
  }
}
