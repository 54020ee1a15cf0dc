import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '../core/make-folder.ts';
import { findBinaries } from './binaries.ts';
import { clusterPath, openCluster } from './cluster.ts';
import { EmbeddedPostgresError, hasCode } from './errors.ts';
import { databaseUser } from './os-user.ts';
import { waitForServer } from './probe.ts';
import { APPLICATION, BACKUP, OWNER, SUPERUSER } from './role-names.ts';
import { urlOf } from './roles.ts';
import { launchServer, stopServer } from './server.ts';
import { openSession } from './session.ts';
import { withStartLock } from './start-lock.ts';

export { EmbeddedPostgresError } from './errors.ts';
export { findCluster, type RestoreClusterOptions, restoreCluster } from './restore.ts';

/** A real PostgreSQL on 127.0.0.1 that this process uses. */
export interface EmbeddedPostgres {
  /** For the running hub: its role owns nothing. */
  readonly url: string;
  /** For migrations and psql; also in `<dataDir>/database-url`. */
  readonly ownerUrl: string;
  /** For copies of the whole cluster, and nothing else. */
  readonly backupUrl: string;
  /** For what no other role may do; a hub needs none of it. */
  readonly superuserUrl: string;
  /** Real path of the cluster; outside `dataDir` when the database's user cannot reach that. */
  readonly dataDirectory: string;
  /** False when another process was here first and still runs. */
  readonly isOwner: boolean;
  /** Leaves; the last process to leave stops the server. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** Default true. False trades crash safety for speed; for tests only. */
  durable?: boolean;
  log?: (line: string) => void;
}

/**
 * Starts the PostgreSQL of `dataDir`, creating the cluster the first time, or joins the server that already runs there:
 * another process's, or one that outlived a `kill -9`. Throws EmbeddedPostgresError, whose message says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, log = () => undefined } = options;
  const dataDir = resolve(options.dataDir);
  await makeDataDir(dataDir);
  const user = await databaseUser(clusterPath(dataDir));
  const binaries = await findBinaries(user);

  return withStartLock(dataDir, async () => {
    const cluster = await openCluster({ dataDir, user, initdb: binaries.initdb, durable, log });
    const stopDatabase = () => stopServer(cluster, { binaries, log });
    const running = await waitForServer(cluster, { log });
    const launch = { binaries, user, preferredPort: await lastPort(dataDir), durable, log };
    const server = running ?? (await launchServer(cluster, launch));
    try {
      const session = await openSession(cluster, server.port, log);
      const ownerUrl = urlOf(cluster, server.port, OWNER);
      await writeUrl(dataDir, ownerUrl);
      // Under the lock, so that no process joins a server that is about to stop.
      const leave = () =>
        withStartLock(dataDir, async () => {
          if (await session.leave()) await stopDatabase();
        });
      let left: Promise<void> | undefined;
      return {
        url: urlOf(cluster, server.port, APPLICATION),
        ownerUrl,
        backupUrl: urlOf(cluster, server.port, BACKUP),
        superuserUrl: urlOf(cluster, server.port, SUPERUSER),
        dataDirectory: cluster.directory,
        isOwner: session.isOwner,
        stop() {
          left ??= leave();
          return left;
        },
      };
    } catch (error) {
      if (!running) await stopDatabase();
      throw error;
    }
  });
}

async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir, 0o755);
    // Fails here with a clear message rather than later at the lock file.
    await writeFile(urlPath(dataDir), '', { flag: 'a', mode: 0o600 });
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `Cannot write to ${dataDir}. Start as its owner, set DATA_DIR to a folder of your own, or set DATABASE_URL.`,
      { cause },
    );
  }
}

function urlPath(dataDir: string): string {
  return join(dataDir, 'database-url');
}

async function lastPort(dataDir: string): Promise<number | undefined> {
  const text = await readFile(urlPath(dataDir), 'utf8').catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
    return '';
  });
  return URL.canParse(text.trim()) ? Number(new URL(text.trim()).port) || undefined : undefined;
}

async function writeUrl(dataDir: string, url: string): Promise<void> {
  const staging = `${urlPath(dataDir)}.new`;
  await writeFile(staging, `${url}\n`, { mode: 0o600 });
  await rename(staging, urlPath(dataDir));
}
