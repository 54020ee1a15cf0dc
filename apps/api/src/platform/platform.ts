import { connectDatabase, type Database, isMigrated } from '@dreamteamhub/db';
import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import { createEgressPolicy, type EgressPolicy } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import { diskSpaceOf, type ReadDiskSpace } from './disk-space.ts';
import type { Env } from './env.ts';
import { JobQueue } from './jobs/job-queue.ts';
import type { JobTimings } from './jobs/job-timings.ts';
import { type Exposition, Metrics } from './metrics.ts';
import { collapseRepeats } from './repeated-lines.ts';
import { SecretBox } from './secret-box.ts';

/** A hub's connections for everything without a pool of its own; a web process gets fewer. */
const MAX_CONNECTIONS = 20;

/** Look-ups that an event waits for before it is written use an index: a database that takes longer is away. */
const LOOKUP_TIMEOUT_MILLISECONDS = 5_000;

/** What a process provides: everything else is made from it. */
export interface ProcessOptions {
  env: Env;
  databaseUrl: string;
  /** Whether the hub started the database itself. */
  isDatabaseEmbedded?: boolean | undefined;
  authSecret: string;
  /** In the order of HUB_ENCRYPTION_KEY. */
  encryptionKeys: readonly Buffer[];
  log: FastifyBaseLogger;
  /** Unset in production: tests have disks that are full. */
  readDiskSpace?: ReadDiskSpace | undefined;
  /** Unset in production: tests that kill workers do not wait as long as people would. */
  jobTimings?: JobTimings | undefined;
  /** Only in a web process, one of several that serve for a primary, which does the jobs. */
  webProcess?:
    | {
        maxConnections: number;
        collectMetrics: () => Promise<Exposition>;
      }
    | undefined;
}

/** What every domain builds on. It knows none of them. */
export interface Platform extends ProcessOptions {
  db: Database;
  /**
   * For keys, affiliates and salts: neither a page's slow statements nor a connection that died unnoticed may keep
   * events waiting.
   */
  lookups: Database;
  jobs: JobQueue;
  /** For lines that an outage repeats with every request. */
  quietLog: FastifyBaseLogger;
  /** The space that the data folder has left. */
  readDiskSpace: ReadDiskSpace;
  /** Whether this process works on jobs. */
  doesJobs: boolean;
  metrics: Metrics;
  secrets: SecretBox;
  egress: EgressPolicy;
  upkeep: UpkeepDao;
  isMigrated: () => Promise<boolean>;
  now: () => Date;
  /** Closes the connections. */
  close(): Promise<void>;
}

/** Makes what every domain builds on. Opens no connection yet. */
export function createPlatform(options: ProcessOptions): Platform {
  const { env, databaseUrl, webProcess } = options;
  const quietLog = collapseRepeats(options.log);
  const main = connectDatabase({
    connectionString: databaseUrl,
    maxConnections: webProcess?.maxConnections ?? MAX_CONNECTIONS,
    onError: (error) => quietLog.warn({ err: error }, 'a database connection broke'),
  });
  const lookups = connectDatabase({
    connectionString: databaseUrl,
    maxConnections: webProcess === undefined ? 2 : 1,
    answerTimeoutMilliseconds: LOOKUP_TIMEOUT_MILLISECONDS,
    onError: (error) => quietLog.warn({ err: error }, 'a connection for look-ups broke'),
  });
  const doesJobs = env.ROLE !== 'api' && webProcess === undefined;
  return {
    ...options,
    quietLog,
    readDiskSpace: options.readDiskSpace ?? diskSpaceOf(env.DATA_DIR),
    db: main.db,
    lookups: lookups.db,
    jobs: new JobQueue({
      connectionString: databaseUrl,
      log: quietLog,
      works: doesJobs,
      timings: options.jobTimings,
    }),
    doesJobs,
    metrics: new Metrics(webProcess?.collectMetrics),
    secrets: new SecretBox(options.encryptionKeys),
    egress: createEgressPolicy({
      allowPrivateDestinations: env.ALLOW_PRIVATE_DESTINATIONS,
      allowedPrivateHosts: env.ALLOWED_PRIVATE_HOSTS,
    }),
    upkeep: new UpkeepDao(main.db),
    isMigrated: () => isMigrated(main.db),
    now: () => new Date(),
    async close() {
      await lookups.close();
      await main.close();
    },
  };
}
