import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { makeSharedDirectory } from './binaries.ts';
import { EmbeddedPostgresError, hasCode } from './errors.ts';
import { canReach, type OsUser, SHARED_DIRECTORY } from './os-user.ts';
import { SUPERUSER } from './role-names.ts';

const run = promisify(execFile);

/** Inside the cluster, so that losing DATA_DIR/database-url loses nothing. */
export const PASSWORD_FILE = 'hub-password';
const STAGING_PREFIX = 'postgres.init-';
const ABANDONED_AFTER_MS = 3_600_000;

/** One of our PostgreSQL data directories. `directory` is its real path. */
export interface Cluster {
  directory: string;
  /** The superuser's. */
  password: string;
}

export interface ClusterOptions {
  dataDir: string;
  user: OsUser | undefined;
  initdb: string;
  durable: boolean;
  log: (line: string) => void;
}

export function clusterPath(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Opens or creates the cluster of `dataDir`. Call under the start lock. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const path = clusterPath(options.dataDir);
  const entry = await lstat(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
  if (entry?.isSymbolicLink() || (entry && (await readdir(path)).length > 0))
    return readCluster(path, options.user);
  return createCluster(path, options);
}

async function readCluster(path: string, user: OsUser | undefined): Promise<Cluster> {
  try {
    const directory = await realpath(path);
    const password = (await readFile(join(directory, PASSWORD_FILE), 'utf8')).trim();
    const owner = await stat(directory);
    if (user && owner.uid === 0) {
      throw new EmbeddedPostgresError(
        `${directory} belongs to root, and PostgreSQL refuses to run as root. Give it to the database's user: chown -R ${user.uid}:${user.gid} ${directory}`,
      );
    }
    if (user && !(await canReach(user, directory))) {
      throw new EmbeddedPostgresError(
        `The owner of ${directory} (uid ${user.uid}) may not enter a folder above it. Allow that (chmod a+x), or move DATA_DIR.`,
      );
    }
    return { directory, password };
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT', 'EACCES')) throw cause;
    const reason = hasCode(cause, 'EACCES')
      ? 'belongs to another user: start as that user'
      : 'is not (or points to what is no longer) a database of this product: restore it, remove it to begin with an empty one';
    throw new EmbeddedPostgresError(`${path} ${reason}, or set DATA_DIR to another folder.`, { cause });
  }
}

/** Runs initdb in a staging folder and renames the result, so that a kill leaves no partial cluster. */
async function createCluster(path: string, options: ClusterOptions): Promise<Cluster> {
  const { dataDir, user, log } = options;
  const isReachable = !user || (await canReach(user, dataDir));
  const home = isReachable ? dataDir : SHARED_DIRECTORY;
  if (!isReachable) await makeSharedDirectory();
  await removeAbandoned(home, isReachable ? 0 : ABANDONED_AFTER_MS);

  const staging = await mkdtemp(join(home, STAGING_PREFIX));
  if (user) await chown(staging, user.uid, user.gid);
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(staging, PASSWORD_FILE);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  await runInitdb(options, join(staging, 'data'), passwordFile);
  await rename(passwordFile, join(staging, 'data', PASSWORD_FILE));

  if (isReachable) {
    await rename(join(staging, 'data'), path);
  } else {
    const target = join(SHARED_DIRECTORY, `pg-${randomBytes(6).toString('hex')}`);
    await rename(join(staging, 'data'), target);
    // There may be an empty folder where the link goes.
    await rm(path, { recursive: true, force: true });
    await symlink(target, path);
    log(`The database's user cannot enter ${dataDir}: the database is in ${target}, linked from ${path}.`);
  }
  await rm(staging, { recursive: true, force: true });
  return { directory: await realpath(path), password };
}

async function runInitdb(options: ClusterOptions, directory: string, passwordFile: string): Promise<void> {
  const settings = [
    `--pgdata=${directory}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    // The built-in provider sorts and folds case the same on every platform, whatever the C library.
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    '--no-instructions',
  ];
  if (!options.durable) settings.push('--no-sync');
  try {
    await run(options.initdb, settings, { ...options.user, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } });
    await chmod(directory, 0o700);
  } catch (cause) {
    await rm(join(directory, '..'), { recursive: true, force: true });
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new EmbeddedPostgresError(
      `initdb could not make a database in ${options.dataDir}: ${output}\nFix that, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/** Removes staging folders of processes that were killed during initdb. */
async function removeAbandoned(home: string, olderThanMs: number): Promise<void> {
  for (const name of await readdir(home)) {
    if (!basename(name).startsWith(STAGING_PREFIX)) continue;
    const { mtimeMs } = await stat(join(home, name));
    if (Date.now() - mtimeMs >= olderThanMs) {
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
