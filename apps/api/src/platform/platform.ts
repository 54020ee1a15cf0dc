import {
  connectDatabase,
  type Database,
  type DatabaseConnection,
  isMigrated,
  WriteProbe,
} from '@dreamteamhub/db';
import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import { createEgressPolicy, type EgressPolicy } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import { BUDGETS, type BudgetName, budgetOf, connectionsOf } from './budgets.ts';
import { addConnectionMetrics } from './database-metrics.ts';
import { diskSpaceOf, type ReadDiskSpace } from './disk-space.ts';
import type { Env } from './env.ts';
import { JobQueue } from './jobs/job-queue.ts';
import type { JobTimings } from './jobs/job-timings.ts';
import { addJobMetrics } from './jobs/metrics.ts';
import { Limits } from './limits/limits.ts';
import { addLimitMetrics } from './limits/metrics.ts';
import { type Exposition, Metrics } from './metrics.ts';
import { collapseRepeats } from './repeated-lines.ts';
import { SecretBox } from './secret-box.ts';
import { WorkerPool } from './workers/worker-pool.ts';

/** What a process provides: everything else is made from it. */
export interface ProcessOptions {
  env: Env;
  databaseUrl: string;
  /** Leads to sessions of one's own, where `databaseUrl` leads to a pooler. */
  directDatabaseUrl?: string | undefined;
  /** Of the role that the tables belong to, where the hub runs as another one; for the night's upkeep only. */
  ownerDatabaseUrl?: string | undefined;
  /** Of the role that copies the embedded database. */
  replicationUrl?: string | undefined;
  /** Whether the hub started the database itself. */
  isDatabaseEmbedded?: boolean | undefined;
  authSecret: string;
  /** In the order of HUB_ENCRYPTION_KEY. */
  encryptionKeys: readonly Buffer[];
  log: FastifyBaseLogger;
  /** Whether the data is made up, and gone when the hub stops. */
  isDemo?: boolean | undefined;
  /** Unset in production: tests have disks that are full. */
  readDiskSpace?: ReadDiskSpace | undefined;
  /** Unset in production: tests have a PayPal of their own. */
  payPalOrigin?: string | undefined;
  /** Unset in production: tests that kill workers do not wait as long as people would. */
  jobTimings?: JobTimings | undefined;
  /** Unset in production: in tests of limits, no window ends in the middle. */
  limitsClock?: (() => number) | undefined;
  /** Unset in production: how many times longer orders, stock and pages may wait for the database. */
  patience?: number | undefined;
  /** Only in a web process, one of several that serve for a primary, which does the jobs. */
  webProcess?:
    | {
        /** For orders, stock and pages together. */
        maxConnections: number;
        collectMetrics: () => Promise<Exposition>;
      }
    | undefined;
}

/** What every domain builds on. It knows none of them. */
export interface Platform extends ProcessOptions {
  /** For pages and all else that has no connections of its own. */
  db: Database;
  lookups: Database;
  /** Whether the database takes writes; whoever opens a pool has it watched. */
  writeProbe: WriteProbe;
  orders: Database;
  stock: Database;
  work: Database;
  /** Opens connections of a budget; the caller closes them. */
  connect: (budget: BudgetName, options?: { isPipelined?: boolean }) => DatabaseConnection;
  jobs: JobQueue;
  /** Threads for what computes too long to be done between two requests. */
  workers: WorkerPool;
  /** For lines that an outage repeats with every request. */
  quietLog: FastifyBaseLogger;
  /** The space that the data folder has left. */
  readDiskSpace: ReadDiskSpace;
  /** Whether this process works on jobs. */
  doesJobs: boolean;
  /** What callers may do, counted by this process. */
  limits: Limits;
  metrics: Metrics;
  secrets: SecretBox;
  egress: EgressPolicy;
  upkeep: UpkeepDao;
  isMigrated: () => Promise<boolean>;
  now: () => Date;
  /** Ends the threads and closes the connections. */
  close(): Promise<void>;
}

/** Makes what every domain builds on. Opens no connection yet. */
export function createPlatform(options: ProcessOptions): Platform {
  const { env, databaseUrl, directDatabaseUrl, webProcess } = options;
  const quietLog = collapseRepeats(options.log);
  const metrics = new Metrics(webProcess?.collectMetrics);
  const noteConnections = addConnectionMetrics(metrics);
  const connect: Platform['connect'] = (name, { isPipelined = false } = {}) => {
    const { limits, answerTimeoutMilliseconds } = budgetOf(name, options.patience);
    const connection = connectDatabase({
      connectionString: databaseUrl,
      isPooled: directDatabaseUrl !== undefined,
      maxConnections: connectionsOf(name, webProcess?.maxConnections),
      limits,
      isPipelined,
      ...(answerTimeoutMilliseconds === undefined ? {} : { answerTimeoutMilliseconds }),
      onError: (error) => quietLog.warn({ err: error, connectionsFor: name }, 'a database connection broke'),
    });
    noteConnections(name, connection);
    return connection;
  };
  const pages = connect('pages');
  const orders = connect('orders');
  const stock = connect('stock');
  const work = connect('work');
  const lookups = connect('lookups');
  const workers = new WorkerPool({ log: options.log });
  const writeProbe = new WriteProbe({ connectionString: databaseUrl });
  for (const { pool } of [pages, orders, stock, work, lookups]) writeProbe.watch(pool);
  const limits = new Limits({
    factor: env.LIMIT_FACTOR,
    ...(options.limitsClock === undefined ? {} : { now: options.limitsClock }),
    processes: webProcess === undefined ? 1 : env.WEB_CONCURRENCY,
  });
  addLimitMetrics(metrics, limits);
  const doesJobs = env.ROLE !== 'api' && webProcess === undefined;
  const jobs = new JobQueue({
    connectionString: databaseUrl,
    directConnectionString: directDatabaseUrl,
    limits: BUDGETS.work.limits,
    log: options.log,
    works: doesJobs,
    timings: options.jobTimings,
  });
  if (doesJobs) addJobMetrics(metrics, jobs);
  return {
    ...options,
    quietLog,
    readDiskSpace: options.readDiskSpace ?? diskSpaceOf(env.DATA_DIR),
    db: pages.db,
    lookups: lookups.db,
    writeProbe,
    orders: orders.db,
    stock: stock.db,
    work: work.db,
    connect,
    workers,
    jobs,
    doesJobs,
    limits,
    metrics,
    secrets: new SecretBox(options.encryptionKeys),
    egress: createEgressPolicy({
      allowPrivateDestinations: env.ALLOW_PRIVATE_DESTINATIONS,
      allowedPrivateHosts: env.ALLOWED_PRIVATE_HOSTS,
    }),
    upkeep: new UpkeepDao(work.db),
    // Pages that are busy are no reason to send nobody here.
    isMigrated: () => isMigrated(lookups.db),
    now: () => new Date(),
    async close() {
      await workers.close();
      for (const connection of [lookups, work, stock, orders, pages]) await connection.close();
    },
  };
}
