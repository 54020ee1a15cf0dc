import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hasCode } from './errors.ts';

const run = promisify(execFile);

/** Where root puts files that the database's user cannot reach in their own place. */
export const SHARED_DIRECTORY = '/var/lib/dreamteamhub';

export interface OsUser {
  uid: number;
  gid: number;
}

/**
 * Returns the operating-system user that PostgreSQL runs as, or undefined for the current user.
 * PostgreSQL refuses root, and initdb wants a user with a passwd entry; an existing cluster keeps its owner.
 */
export async function databaseUser(clusterPath: string): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterPath).catch(ignoreMissing);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile('/etc/passwd', 'utf8').catch(ignoreMissing);
  return findUser(passwd ?? '', 'postgres') ?? findUser(passwd ?? '', 'nobody') ?? { uid: 65534, gid: 65534 };
}

/** Asks the kernel, not the mode bits, so that ACLs and mount options count too. */
export async function canReach(user: OsUser, path: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...user, cwd: '/' });
    return true;
  } catch (error) {
    if (hasCode(error, '1')) return false;
    throw error;
  }
}

function findUser(passwd: string, name: string): OsUser | undefined {
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

function ignoreMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
}
