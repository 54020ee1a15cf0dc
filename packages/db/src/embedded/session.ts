import type pg from 'pg';
import type { Cluster } from './cluster.ts';
import { hasCode } from './errors.ts';
import { handOver } from './ownership.ts';
import { connect } from './probe.ts';
import { DATABASE, OWNER } from './role-names.ts';
import { prepareDatabase } from './roles.ts';

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

/**
 * Makes sure of the database and its roles, and signs in: all processes share one lock, and one also holds the owner's. It
 * is the superuser's connection, so that the role of the running hub could not end it.
 */
export async function openSession(
  cluster: Cluster,
  port: number,
  log: (line: string) => void,
): Promise<Session> {
  await prepare(cluster, port);
  let client = await connect(cluster, port, DATABASE);
  const handed = await handOver(client).catch(async (error: unknown) => {
    await client.end();
    throw error;
  });
  if (handed > 0) log(`Gave ${handed} tables and other objects to the role ${OWNER}.`);
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

async function prepare(cluster: Cluster, port: number): Promise<void> {
  const client = await connect(cluster, port, 'postgres');
  try {
    await client.query('SET synchronous_commit = local');
    await prepareDatabase(client, cluster);
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
