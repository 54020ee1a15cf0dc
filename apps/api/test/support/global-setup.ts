import { type MigrationClient, migrate } from '@dreamteamhub/db';
import * as database from '@dreamteamhub/db/test/global-setup';
import {
  findPgBouncer,
  isCurrent,
  NO_PGBOUNCER,
  type PgBouncer,
  startPgBouncer,
} from '@dreamteamhub/db/test/pgbouncer';
import { urlAs } from '@dreamteamhub/db/test/roles';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { createDeps } from '../../src/deps.ts';
import { readEnv } from '../../src/platform/env.ts';
import { makeQueueSchema } from '../../src/platform/jobs/queue-schema.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The test server by way of PgBouncer in transaction mode, where TEST_POOLER asks for it. */
    poolerUrl: string | null;
  }
}

let pooler: PgBouncer | undefined;
let template: { databaseUrl: string; name: string } | undefined;

/** Vitest's globalSetup: as that of the database, and its template has pg-boss with every queue of the hub as well. */
export async function setup(project: TestProject): Promise<void> {
  await database.setup(project);
  const { databaseUrl, templateDatabase, testRoles } = project.getProvidedContext();
  const applicationRole = testRoles.application.name;
  const name = await database.createTemplate({
    databaseUrl,
    testRoles,
    from: templateDatabase,
    async fill({ ownerUrl, applicationUrl }) {
      const alsoMake = (client: MigrationClient) => makeQueueSchema(client, ownerUrl);
      await migrate({ connectionString: ownerUrl, applicationRole, alsoMake });
      await createQueues(applicationUrl);
    },
  });
  template = { databaseUrl, name };
  project.provide('templateDatabase', name);
  const url = process.env.TEST_POOLER
    ? await startPooler(urlAs(databaseUrl, 'postgres', testRoles.application))
    : null;
  project.provide('poolerUrl', url);
}

async function startPooler(databaseUrl: string): Promise<string> {
  const binary = await findPgBouncer(isCurrent);
  if (binary === null) throw new Error(`TEST_POOLER ${NO_PGBOUNCER}`);
  // Few sessions, so that hubs have to share them. A pool for each test's database leaves little to wait for.
  pooler = await startPgBouncer({
    binary,
    databaseUrl,
    poolMode: 'transaction',
    settings: { default_pool_size: 5, server_idle_timeout: 5 },
  });
  return pooler.url;
}

export async function teardown(): Promise<void> {
  await pooler?.stop();
  pooler = undefined;
  if (template !== undefined) await database.dropTemplate(template.databaseUrl, template.name);
  template = undefined;
  await database.teardown();
}

async function createQueues(databaseUrl: string): Promise<void> {
  const deps = createDeps({
    env: readEnv({ DATA_DIR: '/nowhere', ROLE: 'api' }),
    databaseUrl,
    authSecret: 'test-only-secret-of-32-characters!',
    encryptionKeys: [Buffer.alloc(32, 'test-only')],
    log: pino({ level: 'silent' }),
  });
  try {
    await deps.startQueue();
  } finally {
    await deps.stop();
  }
}
