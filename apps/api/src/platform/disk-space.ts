import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

/** Returns the space that the hub's files have left: of the data folder, and of the embedded database if it is elsewhere. */
export type ReadDiskSpace = () => Promise<DiskSpace>;

const MEBIBYTE = 1024 * 1024;
const GIBIBYTE = 1024 * MEBIBYTE;

/** A tenth of a small disk; on a large one a tenth is still days of work. */
const LOW_SHARE = 0.1;
const LOW_AT_MOST_BYTES = 5 * GIBIBYTE;
const LOW_AT_LEAST_BYTES = 256 * MEBIBYTE;
/**
 * PostgreSQL writes its log in files of 16 MiB and stops when it cannot make the next one: with room for four of them it
 * takes no more orders that it may not be able to finish.
 */
const GONE_BYTES = 64 * MEBIBYTE;

/** Returns what to tell people about the space that is left; null while there is enough. */
export function diskProblem({ freeBytes, totalBytes }: DiskSpace): string | null {
  const low = Math.max(LOW_AT_LEAST_BYTES, Math.min(totalBytes * LOW_SHARE, LOW_AT_MOST_BYTES));
  if (freeBytes >= low) return null;
  const of = (bytes: number) => `${Math.floor(bytes / MEBIBYTE).toLocaleString('en-US')} MiB`;
  return `the disk of DATA_DIR is nearly full: ${of(freeBytes)} of ${of(totalBytes)} are free`;
}

/** Whether a database on this disk is about to stop. */
export function isDiskGone({ freeBytes }: DiskSpace): boolean {
  return freeBytes < GONE_BYTES;
}

/** Reads the space of a data folder. */
export function diskSpaceOf(dataDir: string): ReadDiskSpace {
  return async () => {
    const database = await spaceOf(join(dataDir, 'postgres')).catch(() => null);
    const folder = await nearestSpace(dataDir);
    return database !== null && database.freeBytes < folder.freeBytes ? database : folder;
  };
}

/** A folder that does not exist yet will be on the disk of its parent. */
async function nearestSpace(directory: string): Promise<DiskSpace> {
  for (let path = resolve(directory); ; path = dirname(path)) {
    try {
      return await spaceOf(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path === dirname(path)) throw error;
    }
  }
}

async function spaceOf(path: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
