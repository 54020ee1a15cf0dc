import * as database from '@dreamteamhub/db/test/global-setup';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { createDeps } from '../../src/deps.ts';
import { readEnv } from '../../src/platform/env.ts';

let template: { databaseUrl: string; name: string } | undefined;

/** Vitest's globalSetup: as that of the database, and its template has pg-boss with every queue of the hub as well. */
export async function setup(project: TestProject): Promise<void> {
  await database.setup(project);
  const { databaseUrl, templateDatabase } = project.getProvidedContext();
  const name = await database.createTemplate(databaseUrl, createQueues, templateDatabase);
  template = { databaseUrl, name };
  project.provide('templateDatabase', name);
}

export async function teardown(): Promise<void> {
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
