import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { StartError } from '../../platform/start-error.ts';
import { MANIFEST, type Manifest, readManifest } from './backup-format.ts';
import { isBackupName } from './backup-writer.ts';

export interface StoredBackup {
  path: string;
  manifest: Manifest;
  createdAt: Date;
  bytes: number;
}

/** Returns the whole backups in a folder, newest first. Whatever else is there, links included, is none of ours. */
export async function listBackups(folder: string): Promise<StoredBackup[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: StoredBackup[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || !isBackupName(entry.name)) continue;
    // One that cannot be read is not to be counted on, and not to be removed.
    const backup = await openBackup(join(folder, entry.name)).catch(() => null);
    if (backup !== null) found.push(backup);
  }
  return found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** Finds what a person names: a backup, or a folder of backups, of which the newest. Throws {@link StartError}. */
export async function findBackup(named: string): Promise<StoredBackup> {
  const path = resolve(named);
  const isThere = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${path} cannot be read (${error.code ?? error.message})`);
  });
  if (!isThere.isDirectory()) throw new StartError(`${path} is no folder: give that of a backup`);
  const isBackup = await stat(join(path, MANIFEST)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES') return false;
      throw new StartError(
        `${path} may not be read by this user: copy it to one of their own, or read it as its owner`,
      );
    },
  );
  if (isBackup) return openBackup(path);
  if (isBackupName(basename(path))) {
    throw new StartError(`${path} has no ${MANIFEST}: this backup is not whole`);
  }
  const [newest] = await listBackups(path);
  if (newest === undefined) throw new StartError(`there is no backup in ${path}`);
  return newest;
}

async function openBackup(path: string): Promise<StoredBackup> {
  const manifest = readManifest(await readFile(join(path, MANIFEST), 'utf8'));
  return {
    path,
    manifest,
    createdAt: new Date(manifest.createdAt),
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
