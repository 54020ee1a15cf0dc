import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type {} from './global-setup.ts';
import { urlAs } from './test-roles.ts';

export { databaseError } from './database-error.ts';

/** "DTH" in ASCII; test processes take turns at copying the template. */
const COPY_LOCK = '4478024, 3';

export interface TestDatabase {
  /** As the role of a running hub, so that a test notices a right that it lacks. */
  url: string;
  /** As the role that the tables belong to. */
  ownerUrl: string;
  /** A superuser's: tests look into everything, and change tables to provoke faults. */
  pool: pg.Pool;
  /** Ends the pool and removes the database, other connections to it included. */
  drop(): Promise<void>;
}

/** A database of its own for a test: all migrations applied, no rows. Needs `test/global-setup` in the vitest project. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `hub_test_${randomBytes(8).toString('hex')}`;
  const { owner, application } = inject('testRoles');
  await asAdmin(async (admin) => {
    await admin.query(`SELECT pg_advisory_lock(${COPY_LOCK})`);
    try {
      // Copying files beats logging every page, four to one, on a server that does not fsync.
      await admin.query(
        `CREATE DATABASE ${name} OWNER ${owner.name} TEMPLATE ${inject('templateDatabase')} STRATEGY FILE_COPY`,
      );
    } finally {
      await admin.query(`SELECT pg_advisory_unlock(${COPY_LOCK})`);
    }
  });
  const superuserUrl = new URL(inject('databaseUrl'));
  superuserUrl.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: superuserUrl.href });
  // Tests cut connections on purpose; an idle one that dies is no reason to end the process.
  pool.on('error', () => undefined);
  return {
    url: urlAs(superuserUrl.href, name, application),
    ownerUrl: urlAs(superuserUrl.href, name, owner),
    pool,
    async drop() {
      if (!pool.ended) await pool.end();
      await asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** The address of a test database for the role that its tables belong to. */
export function ownerUrlOf(databaseUrl: string): string {
  return urlAs(inject('databaseUrl'), new URL(databaseUrl).pathname.slice(1), inject('testRoles').owner);
}

let admins: pg.Pool | undefined;

/** The connections are kept for the files to come: to open one costs the server as much as to make a database. */
async function asAdmin(action: (admin: pg.PoolClient) => Promise<unknown>): Promise<void> {
  if (admins === undefined) {
    admins = new pg.Pool({ connectionString: inject('databaseUrl'), allowExitOnIdle: true });
    // The server may stop before this process does.
    admins.on('error', () => undefined);
  }
  const admin = await admins.connect();
  try {
    await action(admin);
  } finally {
    admin.release();
  }
}
