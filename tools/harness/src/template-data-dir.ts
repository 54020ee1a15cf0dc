import { migrate } from '@dreamteamhub/db';
import { startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import type { TestProject } from 'vitest/node';
import { type DataDir, makeDataDir } from './data-dir.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder with a migrated, empty database that is stopped: for `makeDataDir`. */
    templateDataDir: string;
  }
}

let template: DataDir | undefined;

/** Vitest's globalSetup: makes once what initdb and every migration would do again for each test. */
export async function setup(project: TestProject): Promise<void> {
  template = await makeDataDir();
  const database = await startEmbeddedPostgres({ dataDir: template.path, durable: false });
  try {
    await migrate({ connectionString: database.ownerUrl });
  } finally {
    await database.stop();
  }
  project.provide('templateDataDir', template.path);
}

export async function teardown(): Promise<void> {
  await template?.remove();
}
