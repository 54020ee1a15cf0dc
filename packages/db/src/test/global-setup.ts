import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../embedded/index.ts';
import { migrate } from '../migrate.ts';
import { fastFolder } from './fast-folder.ts';
import { createTestRoles, dropTestRoles, type TestRoles, urlAs } from './test-roles.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's connection string. */
    databaseUrl: string;
    /** The migrated, empty database that every test database is a copy of. */
    templateDatabase: string;
    /** Who owns the test databases, and who runs hubs on them. */
    testRoles: TestRoles;
  }
}

interface TestServer {
  databaseUrl: string;
  templateDatabase: string;
  testRoles: TestRoles;
  stop(): Promise<void>;
}

interface Shared {
  server: Promise<TestServer>;
  users: number;
}

// Vitest loads this file once per project: a registered symbol is what those copies have in common.
const SHARED = Symbol.for('dreamteamhub.test-server');
const registry = globalThis as { [SHARED]?: Shared | undefined };

/** Vitest's globalSetup: one PostgreSQL for all projects of a run, stopped by the last of them. */
export async function setup(project: TestProject): Promise<void> {
  registry[SHARED] ??= { server: startTestServer(), users: 0 };
  registry[SHARED].users += 1;
  const server = await registry[SHARED].server;
  project.provide('databaseUrl', server.databaseUrl);
  project.provide('templateDatabase', server.templateDatabase);
  project.provide('testRoles', server.testRoles);
}

export async function teardown(): Promise<void> {
  const shared = registry[SHARED];
  if (!shared) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  registry[SHARED] = undefined;
  await (await shared.server).stop();
}

async function startTestServer(): Promise<TestServer> {
  const external = process.env.TEST_DATABASE_URL;
  if (external) {
    const testRoles = await createTestRoles(external);
    const templateDatabase = await createMigrated(external, testRoles);
    return {
      databaseUrl: external,
      templateDatabase,
      testRoles,
      async stop() {
        await dropTemplate(external, templateDatabase);
        await dropTestRoles(external, testRoles);
      },
    };
  }
  const dataDir = await mkdtemp(join(await fastFolder(), 'hub-test-'));
  // Root's database runs as another user, who must get in here.
  await chmod(dataDir, 0o755);
  const database = await startEmbeddedPostgres({ dataDir, durable: false });
  const stop = async () => {
    await database.stop();
    await rm(database.dataDirectory, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const databaseUrl = database.superuserUrl;
    const testRoles = await createTestRoles(databaseUrl);
    return { databaseUrl, testRoles, templateDatabase: await createMigrated(databaseUrl, testRoles), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const createMigrated = (databaseUrl: string, testRoles: TestRoles) =>
  createTemplate({
    databaseUrl,
    testRoles,
    fill: ({ ownerUrl }) =>
      migrate({ connectionString: ownerUrl, applicationRole: testRoles.application.name }),
  });

interface Template {
  /** A superuser's. */
  databaseUrl: string;
  testRoles: TestRoles;
  /** Puts something into it. */
  fill: (urls: { ownerUrl: string; applicationUrl: string }) => Promise<void>;
  /** Another template to copy. */
  from?: string;
}

/** Makes a template database. */
export async function createTemplate({ databaseUrl, testRoles, fill, from }: Template): Promise<string> {
  const name = `hub_template_${randomBytes(6).toString('hex')}`;
  const source = from === undefined ? '' : ` TEMPLATE ${from} STRATEGY FILE_COPY`;
  await execute(databaseUrl, `CREATE DATABASE ${name} OWNER ${testRoles.owner.name}${source}`);
  await fill({
    ownerUrl: urlAs(databaseUrl, name, testRoles.owner),
    applicationUrl: urlAs(databaseUrl, name, testRoles.application),
  });
  // A template that nobody can connect to can always be copied.
  await execute(databaseUrl, `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  return name;
}

export async function dropTemplate(databaseUrl: string, name: string): Promise<void> {
  await execute(databaseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
