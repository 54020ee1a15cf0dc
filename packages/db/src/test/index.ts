import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type {} from './global-setup.ts';

export { databaseError } from './database-error.ts';

/** "DTH" in ASCII; test processes take turns at copying the template. */
const COPY_LOCK = '4478024, 3';

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  /** Ends the pool and removes the database, other connections to it included. */
  drop(): Promise<void>;
}

/** A database of its own for a test: all migrations applied, no rows. Needs `test/global-setup` in the vitest project. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `hub_test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    await admin.query(`SELECT pg_advisory_lock(${COPY_LOCK})`);
    // Copying files beats logging every page, four to one, on a server that does not fsync.
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')} STRATEGY FILE_COPY`);
  });
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href });
  // Tests cut connections on purpose; an idle one that dies is no reason to end the process.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    pool,
    async drop() {
      if (!pool.ended) await pool.end();
      await asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function asAdmin(action: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  try {
    await action(admin);
  } finally {
    await admin.end();
  }
}
