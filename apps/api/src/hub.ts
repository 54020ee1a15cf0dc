import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@dreamteamhub/db';
import type { FastifyBaseLogger } from 'fastify';
import { createDeps, type Deps } from './deps.ts';
import { SetupLinkOffer } from './domains/people/setup-link-offer.ts';
import { type OpenDatabase, openDatabase } from './platform/database.ts';
import type { Env } from './platform/env.ts';
import type { JobTimings } from './platform/jobs/job-timings.ts';
import type { RequestServer } from './platform/request-server.ts';
import { openSecrets, type Secrets } from './platform/secrets.ts';
import { Undo } from './platform/undo.ts';

export type OpenRequestServer = (deps: Deps) => Promise<RequestServer>;

export interface HubOptions {
  env: Env;
  log: FastifyBaseLogger;
  openRequestServer: OpenRequestServer;
  jobTimings?: JobTimings | undefined;
  payPalOrigin?: string | undefined;
  /** Ends a start, at once where it waits for others or takes long, with the signal's reason. */
  stopping?: AbortSignal | undefined;
  /** Fills the hub, which must be empty, with a year of a made-up shop. */
  isDemo?: boolean;
  /** Takes what stops the hub, for whoever has to stop it while it still starts. */
  undo?: Undo;
}

interface StopOptions {
  delayMilliseconds?: number;
  hurry?: AbortSignal;
}

/** One running hub: database, request server and jobs, started and stopped in order. */
export class Hub {
  readonly #undo: Undo;
  readonly #server: RequestServer;

  private constructor(undo: Undo, server: RequestServer) {
    this.#undo = undo;
    this.#server = server;
  }

  /**
   * Starts everything that the role needs. Throws {@link StartError} when something outside the hub is in the way. When
   * a part fails to start, stops those before it, last one first.
   */
  static async start(options: HubOptions): Promise<Hub> {
    const {
      env,
      log,
      openRequestServer,
      jobTimings,
      payPalOrigin,
      stopping,
      isDemo = false,
      undo = new Undo(),
    } = options;
    try {
      const opening = openDatabase(env, {
        log: (line) => log.info(line),
        onWait: (line) => log.warn(line),
        signal: stopping,
      });
      // From now on, not from when it is open: whatever fails meanwhile, PostgreSQL must not stay behind.
      undo.add(() =>
        opening.then(
          (database) => database.close(),
          () => undefined,
        ),
      );
      const database = await opening;
      stopping?.throwIfAborted();
      const secrets = await secretsOf(database, options);
      const deps = createDeps({
        env,
        databaseUrl: database.url,
        directDatabaseUrl: database.isPooled ? database.directUrl : undefined,
        ownerDatabaseUrl: database.ownerUrl,
        isDatabaseEmbedded: database.isEmbedded,
        replicationUrl: database.replicationUrl ?? undefined,
        ...secrets,
        log,
        isDemo,
        jobTimings,
        payPalOrigin,
      });
      undo.add(() => deps.stop());
      await deps.prepare();
      await deps.startQueue();
      if (isDemo) await untilStopped(deps.services.demo.fill(), stopping);
      stopping?.throwIfAborted();
      const server = await openRequestServer(deps);
      undo.add(() => server.close());
      await deps.startWork();
      // A worker serves no page that a link could open, and a new link would close the one that an api process offered.
      if (env.ROLE !== 'worker') undo.add(await offerSetupLink(deps, server.port));
      return new Hub(undo, server);
    } catch (error) {
      // A person needs to know why it did not start, not why it did not stop.
      await undo.run().catch((failure: unknown) => log.error({ err: failure }, 'did not stop cleanly'));
      throw error;
    }
  }

  /**
   * Serves on for the delay, so that balancers notice. Then stops taking requests, finishes running work, and closes the
   * database: the pools before Postgres. `hurry` ends the delay.
   */
  async stop({ delayMilliseconds = 0, hurry }: StopOptions = {}): Promise<void> {
    if (delayMilliseconds > 0) {
      this.#server.drain();
      await sleep(delayMilliseconds, undefined, { signal: hurry }).catch(() => undefined);
    }
    await this.#undo.run();
  }
}

/** Waits for work, or for the signal, with whose reason it rejects. The work then fails, when its database is closed. */
async function untilStopped(work: Promise<void>, stopping: AbortSignal | undefined): Promise<void> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(stopping?.reason);
  if (stopping?.aborted) stop();
  stopping?.addEventListener('abort', stop, { once: true });
  await Promise.race([work, stopped.promise]).finally(() => stopping?.removeEventListener('abort', stop));
}

async function secretsOf({ directUrl }: OpenDatabase, { env, log }: HubOptions): Promise<Secrets> {
  const { db, close } = connectDatabase({ connectionString: directUrl, maxConnections: 1 });
  return openSecrets(env, db, (line) => log.warn(line)).finally(close);
}

/** Offers the first operator's one-time link, where nobody is on the team yet. Returns how to stop watching over it. */
async function offerSetupLink({ env, services, log }: Deps, port: number): Promise<() => Promise<void>> {
  const offer = new SetupLinkOffer({ people: services.people, dataDir: env.DATA_DIR, log });
  await offer.make(env.PUBLIC_URL ?? `http://localhost:${port}`);
  return () => offer.stop();
}
