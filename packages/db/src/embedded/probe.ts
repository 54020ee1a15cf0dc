import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive, readPostmasterFile, removeIfRecycled } from './postmaster-file.ts';
import { SUPERUSER } from './role-names.ts';

/** Crash recovery replays the log since the last checkpoint, at most a few minutes of it. */
const READY_DEADLINE_MS = 120_000;
const SAY_SO_EVERY_MS = 5_000;

export interface RunningServer {
  pid: number;
  port: number;
}

export interface WaitOptions {
  log: (line: string) => void;
  /** We have just spawned the server: a missing postmaster.pid means "wait", not "none". */
  isStarting?: boolean;
  signal?: AbortSignal;
}

/**
 * Returns the server that runs on this cluster, waiting while it starts, recovers or stops; undefined when there is none.
 */
export async function waitForServer(
  cluster: Cluster,
  options: WaitOptions,
): Promise<RunningServer | undefined> {
  const begin = Date.now();
  let saidAt = begin;
  while (Date.now() - begin < READY_DEADLINE_MS && !options.signal?.aborted) {
    const file = await readPostmasterFile(cluster.directory);
    if (!file || !isAlive(file.pid)) {
      if (!options.isStarting) return undefined;
    } else {
      if (file.port !== undefined && (await answersAsOurs(cluster, file.port)))
        return { pid: file.pid, port: file.port };
      if (!options.isStarting && (await removeIfRecycled(cluster.directory))) {
        options.log(`Removed a stale postmaster.pid: process ${file.pid} is not PostgreSQL.`);
        return undefined;
      }
    }
    if (Date.now() - saidAt > SAY_SO_EVERY_MS) {
      saidAt = Date.now();
      options.log('Waiting for the database to start or recover ...');
    }
    await sleep(options.isStarting ? 10 : 50);
  }
  throw new EmbeddedPostgresError(
    `The server of ${cluster.directory} does not answer. See hub-server.log and postmaster.pid there; ` +
      'if no PostgreSQL process uses that folder, remove postmaster.pid and start again.',
  );
}

/** Whether a server accepts our password on this port and says that it serves our directory. */
async function answersAsOurs(cluster: Cluster, port: number): Promise<boolean> {
  let client: pg.Client | undefined;
  try {
    client = await connect(cluster, port, 'postgres');
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return (await realpath(rows[0]?.data_directory ?? '')) === cluster.directory;
  } catch {
    // Refused, "the database system is starting up" (57P03), or another program's server: all mean "not ours, or not
    // yet", and the caller's deadline tells them apart.
    return false;
  } finally {
    await client?.end().catch(() => undefined);
  }
}

/** Opens one connection with an error handler, so that a server that goes away does not crash this process. */
export async function connect(cluster: Cluster, port: number, database: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: cluster.password,
    database,
    ssl: false,
    application_name: 'dreamteamhub-embedded',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
