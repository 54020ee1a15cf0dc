import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { hasCode } from './errors.ts';
import { connect } from './probe.ts';

export const DATABASE = 'hub';

/** Advisory lock keys (class, object): "DTH" in ASCII, then the role. */
const OWNER_LOCK = '4478024, 1';
const USERS_LOCK = '4478024, 2';

/** How long we wait for the connection of a killed process to end; that takes milliseconds. */
const LOCK_TIMEOUT = '300ms';

/** The connection that marks this process as a user of the server. It ends with the process, even after kill -9. */
export interface Session {
  readonly isOwner: boolean;
  /** Leaves; returns true when no other process is left. */
  leave(): Promise<boolean>;
}

/** Creates the database if it is missing, and signs in: all processes share one lock, and one also holds the owner's. */
export async function openSession(cluster: Cluster, port: number): Promise<Session> {
  await createDatabase(cluster, port);
  let client = await connect(cluster, port, DATABASE);
  let isLost = false;
  client.on('end', () => {
    isLost = true;
  });
  await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query(`SELECT pg_advisory_lock_shared(${USERS_LOCK})`);
  const isOwner = await tryLock(client, OWNER_LOCK);

  return {
    isOwner,
    async leave() {
      try {
        if (isLost) {
          client = await connect(cluster, port, DATABASE);
          await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
        } else {
          await client.query(`SELECT pg_advisory_unlock_shared(${USERS_LOCK})`);
        }
        return await tryLock(client, USERS_LOCK);
      } catch {
        // The server does not answer, so it serves no other process: stop it.
        return true;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = await connect(cluster, port, 'postgres');
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}

async function tryLock(client: pg.Client, key: string): Promise<boolean> {
  try {
    await client.query(`SELECT pg_advisory_lock(${key})`);
    return true;
  } catch (error) {
    if (hasCode(error, '55P03')) return false;
    throw error;
  }
}
