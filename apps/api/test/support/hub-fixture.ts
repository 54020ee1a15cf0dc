import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type Database } from '@dreamteamhub/db';
import { createTestDatabase, ownerUrlOf } from '@dreamteamhub/db/test';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { inject } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import type { ReadDiskSpace } from '../../src/platform/disk-space.ts';
import { readEnv } from '../../src/platform/env.ts';
import { createLog } from '../../src/platform/log.ts';

/** The secret key that {@link startTestHub} knows. */
export const SECRET_KEY = 'sk_only_for_tests_0123456789abcdef';

/** What a person's browser calls itself; without it a click is a bot's. */
export const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

export interface TestHub {
  app: FastifyInstance;
  deps: Deps;
  databaseUrl: string;
  /** As the role that the tables belong to: tests empty and change tables, which the hub's role may not. */
  owner: Database;
  stop(): Promise<void>;
}

/** A whole hub on a database of its own; `works` makes it a worker too. Extra variables go on top of the defaults. */
export async function startTestHub(
  options: {
    env?: Record<string, string>;
    works?: boolean;
    databaseUrl?: string;
    /** Leads to PostgreSQL itself where `databaseUrl` leads to a pooler. */
    directDatabaseUrl?: string;
    /** Times the limits of a real hub. Default 10: on a busy machine, tests are late and must not be refused for it. */
    patience?: number;
    /** Milliseconds, for limits. Default: the process's clock. */
    limitsClock?: () => number;
    /** Takes the log, line by line; without it nothing is logged. */
    onLog?: (line: string) => void;
    /** The space on the disk; without it that of the real one. */
    readDiskSpace?: ReadDiskSpace;
    /** For how long `/readyz` and `/metrics` give the same answer. Default 0: tests change what they tell. */
    keepMilliseconds?: number;
    isDatabaseEmbedded?: boolean;
    isDemo?: boolean;
    encryptionKeys?: readonly Buffer[];
    payPalOrigin?: string;
  } = {},
): Promise<TestHub> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const { databaseUrl, directDatabaseUrl } =
    database === null ? { databaseUrl: '', ...options } : throughPooler(database.url);
  const works = options.works ?? false;
  // Made only when something is put there.
  const dataDir = join(tmpdir(), `hub-test-${randomUUID()}`);
  const env = readEnv({
    HUB_SECRET_KEY: SECRET_KEY,
    ALLOW_PRIVATE_DESTINATIONS: '1',
    ROLE: works ? 'all' : 'api',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    ...options.env,
  });
  const { onLog } = options;
  const log =
    onLog === undefined
      ? pino({ level: env.LOG_LEVEL })
      : createLog('trace', { write: (line: string) => onLog(line) });
  const deps = createDeps({
    env,
    databaseUrl,
    directDatabaseUrl,
    patience: options.patience ?? 10,
    limitsClock: options.limitsClock,
    authSecret: 'test-only-secret-of-32-characters!',
    encryptionKeys: options.encryptionKeys ?? [Buffer.alloc(32, 'test-only')],
    log,
    readDiskSpace: options.readDiskSpace,
    isDatabaseEmbedded: options.isDatabaseEmbedded,
    isDemo: options.isDemo,
    payPalOrigin: options.payPalOrigin,
  });
  await deps.services.keys.syncEnvironmentKey(env.HUB_SECRET_KEY);
  await deps.startQueue();
  if (works) await deps.jobs.work(deps.queues);
  // On a busy machine, tests are late and must not be refused for it.
  const app = await buildApp(deps, {
    shedsOverload: false,
    keepMilliseconds: options.keepMilliseconds ?? 0,
  });
  const owner = connectDatabase({ connectionString: ownerUrlOf(databaseUrl), maxConnections: 2 });
  return {
    app,
    deps,
    databaseUrl: directDatabaseUrl ?? databaseUrl,
    owner: owner.db,
    async stop() {
      await app.close();
      await deps.stop();
      await owner.close();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The addresses of a test's database; with TEST_POOLER the hub reaches it through PgBouncer. */
function throughPooler(url: string): { databaseUrl: string; directDatabaseUrl?: string } {
  const pooler = inject('poolerUrl');
  // Other projects than that of the api do not have it.
  if (!pooler) return { databaseUrl: url };
  return { databaseUrl: new URL(new URL(url).pathname, pooler).href, directDatabaseUrl: url };
}

/** Sends a request as a secret-key caller, unless other headers are given. */
export async function call(
  hub: TestHub,
  request: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH';
    url: string;
    body?: unknown;
    headers?: Record<string, string>;
  },
) {
  const response = await hub.app.inject({
    method: request.method,
    url: request.url,
    headers: request.headers ?? { authorization: `Bearer ${SECRET_KEY}` },
    ...(request.body === undefined ? {} : { payload: request.body as object }),
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
    body: (response.body === '' ? null : JSON.parse(response.body)) as any,
  };
}
