import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type {} from './global-setup.ts';

export interface EmptyDatabase {
  url: string;
  client: pg.Client;
  /** Ends the client and removes the database, other connections to it included. */
  drop(): Promise<void>;
}

/** Makes a database without anything in it: those of `createTestDatabase` are migrated already. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `hub_empty_${randomBytes(8).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(`/${name}`, inject('databaseUrl')).href;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    url,
    client,
    async drop() {
      await client.end();
      await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}
