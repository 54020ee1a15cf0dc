import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract, type Header } from 'tar-stream';
import { ARCHIVE_FILE, isLeftOut, MANIFEST_FILE } from '../backup/base-backup.ts';
import { ChecksumStream } from '../backup/checksum.ts';
import type { ReadFile } from '../backup/files.ts';
import { compareFiles, ManifestError, type ManifestFile, readManifest } from '../backup/postgres-manifest.ts';
import { makeFolder } from '../core/make-folder.ts';
import { findBinaries, makeSharedDirectory } from './binaries.ts';
import { clusterPath, PASSWORD_FILE } from './cluster.ts';
import { EmbeddedPostgresError, hasCode } from './errors.ts';
import { canReach, databaseUser, type OsUser, SHARED_DIRECTORY } from './os-user.ts';
import { isAlive, readPostmasterFile, removeIfRecycled } from './postmaster-file.ts';
import { withStartLock } from './start-lock.ts';

const run = promisify(execFile);

const STAGING_PREFIX = 'postgres.restore-';
/** In a folder that other data folders share; longer than a restore writes nothing. */
const ABANDONED_AFTER_MS = 3_600_000;

export interface RestoreClusterOptions {
  dataDir: string;
  /** The files of a base backup, which the caller has checked. */
  read: ReadFile;
  /** Of the superuser, at the time of the backup. */
  password: string;
  /** Version of the server that was backed up, such as 180004. */
  serverVersion: number;
  /** Called before the database takes its place, with nobody else there. */
  beforePlacing: () => Promise<void>;
}

/** What is in a data folder in place of a database: nothing, one that is stopped, or one that runs. */
export async function findCluster(dataDir: string): Promise<'none' | 'stopped' | 'running'> {
  const path = clusterPath(resolve(dataDir));
  const entries = await readdir(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
    return [];
  });
  if (entries.length === 0) return 'none';
  const file = await readPostmasterFile(path);
  if (file === undefined || !isAlive(file.pid) || (await removeIfRecycled(path))) return 'stopped';
  return 'running';
}

/**
 * Makes the database of a data folder from a base backup. It takes its place whole or not at all: a kill leaves a staging
 * folder, which the next restore removes. The first start then recovers to the end of the backup.
 */
export async function restoreCluster(options: RestoreClusterOptions): Promise<void> {
  const dataDir = resolve(options.dataDir);
  await makeFolder(dataDir, 0o755);
  const user = await databaseUser(clusterPath(dataDir));
  const binaries = await findBinaries(user);
  await refuseOtherMajor(binaries.postgres, options.serverVersion);
  await withStartLock(dataDir, async () => {
    await refuseRunning(dataDir);
    const isReachable = !user || (await canReach(user, dataDir));
    if (!isReachable) await makeSharedDirectory();
    const home = isReachable ? dataDir : SHARED_DIRECTORY;
    await removeAbandoned(home, isReachable ? 0 : ABANDONED_AFTER_MS);
    const staging = await mkdtemp(join(home, STAGING_PREFIX));
    try {
      await fill(staging, options, user);
      // Every file and folder, also those that nobody wrote to.
      await run(binaries.initdb, ['--sync-only', '-D', staging], { ...user, cwd: '/' });
      await options.beforePlacing();
      await refuseRunning(dataDir);
      await place(staging, clusterPath(dataDir), isReachable);
    } catch (error) {
      await rm(staging, { recursive: true, force: true });
      throw error;
    }
  });
}

async function refuseRunning(dataDir: string): Promise<void> {
  if ((await findCluster(dataDir)) === 'running') {
    throw new EmbeddedPostgresError(`The database in ${dataDir} is running: stop the hub there first.`);
  }
}

async function refuseOtherMajor(postgres: string, serverVersion: number): Promise<void> {
  const { stdout } = await run(postgres, ['--version'], { cwd: '/' });
  const own = Number(/(\d+)/.exec(stdout)?.[1]);
  const wanted = Math.floor(serverVersion / 10_000);
  if (own === wanted) return;
  throw new EmbeddedPostgresError(
    `The backup is of PostgreSQL ${wanted}, and the embedded one is ${own}: restore it with a version of the hub that has ` +
      `PostgreSQL ${wanted}, and move on with a backup made by: npm run hub -- backup DIR --logical`,
  );
}

async function fill(staging: string, { read, password }: RestoreClusterOptions, user: OsUser | undefined) {
  const manifest: Buffer[] = [];
  for await (const chunk of read(MANIFEST_FILE)) manifest.push(chunk as Buffer);
  const own = async (path: string) => {
    if (user) await chown(path, user.uid, user.gid);
  };
  await own(staging);
  const found = await unpack(read, staging, own);
  compareFiles(readManifest(Buffer.concat(manifest)), found, isLeftOut);
  const passwordFile = join(staging, PASSWORD_FILE);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await own(passwordFile);
  await chmod(staging, 0o700);
}

/** Writes the archive's files, and returns what they are. */
async function unpack(
  read: ReadFile,
  directory: string,
  own: (path: string) => Promise<void>,
): Promise<Map<string, ManifestFile>> {
  const found = new Map<string, ManifestFile>();
  const made = new Set([directory]);
  const folderOnce = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    await folderOnce(dirname(path));
    await mkdir(path, { mode: 0o700 });
    await own(path);
    made.add(path);
  };
  const archive = extract();
  const reading = pipeline(read(ARCHIVE_FILE), archive);
  // Told by the loop as well.
  reading.catch(() => undefined);
  for await (const entry of archive) {
    const path = safePath(entry.header);
    const target = join(directory, path);
    if (entry.header.type === 'directory') {
      await folderOnce(target);
      entry.resume();
      continue;
    }
    await folderOnce(dirname(target));
    const checksum = new ChecksumStream();
    await pipeline(entry, checksum, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
    await own(target);
    found.set(path, { size: checksum.bytes, sha256: checksum.sha256() });
  }
  await reading;
  return found;
}

/** An archive that somebody made may name any place, and any kind of file. */
function safePath({ name, type }: Header): string {
  const path = name.replace(/^\.\//, '').replace(/\/$/, '');
  const isInside = !path.startsWith('/') && !path.split(/[\\/]/).includes('..');
  if (isInside && (type === 'file' || type === 'directory')) return path;
  throw new ManifestError(`${name} (${type}) does not belong into a database`);
}

async function place(staging: string, path: string, isReachable: boolean): Promise<void> {
  // There may be an empty folder.
  await rm(path, { recursive: true, force: true });
  if (isReachable) {
    await rename(staging, path);
  } else {
    const target = join(SHARED_DIRECTORY, `pg-${basename(staging).slice(STAGING_PREFIX.length)}`);
    await rename(staging, target);
    await symlink(target, path);
  }
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}

/** Removes what restores left that were killed. */
async function removeAbandoned(home: string, olderThanMs: number): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const { mtimeMs } = await stat(join(home, name));
    if (Date.now() - mtimeMs >= olderThanMs) await rm(join(home, name), { recursive: true, force: true });
  }
}
