import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.ts';

/** The file that a running server keeps in its data directory: https://www.postgresql.org/docs/18/storage-file-layout.html */
export interface PostmasterFile {
  pid: number;
  /** Undefined in the first moments of a start. */
  port: number | undefined;
}

export async function readPostmasterFile(directory: string): Promise<PostmasterFile | undefined> {
  try {
    const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return pid > 0 ? { pid, port: port > 0 ? port : undefined } : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * Removes a postmaster.pid whose pid now belongs to an unrelated process (after a container's restart, say); PostgreSQL
 * would refuse to start. Does so only where /proc proves that no server process, not even a backend, uses the directory:
 * all of them have it as their working directory.
 */
export async function removeIfRecycled(directory: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    // Unreadable links belong to other users' processes or to zombies; our own backends are readable.
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    if (workingDirectory === directory) return false;
  }
  await rm(join(directory, 'postmaster.pid'), { force: true });
  return true;
}
