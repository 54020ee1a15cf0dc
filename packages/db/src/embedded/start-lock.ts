import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, hasCode } from './errors.ts';
import { isAlive } from './postmaster-file.ts';

const HEARTBEAT_MS = 1_000;
const STALE_AFTER_MS = 10_000;
const DEADLINE_MS = 150_000;

/**
 * Runs `action` while no other process starts or stops the database of `dataDir`.
 * The lock is a file that names its holder; it is stale when that process is gone or, because pids are reused, when it
 * was not touched for ten seconds.
 */
export async function withStartLock<T>(dataDir: string, action: () => Promise<T>): Promise<T> {
  const path = join(dataDir, 'postgres.lock');
  await acquire(path);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // If the folder was removed, there is nothing left to protect.
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<void> {
  const holder = `${process.pid} ${randomUUID()}\n`;
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(50)) {
    const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
      return null;
    });
    if (file !== null) {
      try {
        // On a full disk the file stays empty, and is held all the same: a database must be stopped then as well.
        await file.writeFile(holder).catch((error: unknown) => {
          if (!hasCode(error, 'ENOSPC') && !hasCode(error, 'EDQUOT')) throw error;
        });
      } finally {
        await file.close();
      }
      return;
    }
    await removeIfStale(path);
  }
  throw new EmbeddedPostgresError(
    `Another process has been starting this database for too long: see ${path}.`,
  );
}

async function removeIfStale(path: string): Promise<void> {
  const holder = await readIfThere(path);
  if (holder === undefined) return;
  const info = await stat(path).catch(() => undefined);
  const silentForMs = info ? Date.now() - info.mtimeMs : 0;
  const pid = Number.parseInt(holder, 10);
  // An empty file: its holder has not written to it yet, or had no room to.
  const isStale = silentForMs > STALE_AFTER_MS || (pid > 0 && !isAlive(pid));
  if (!isStale) return;
  // Two processes may judge the same file stale: rename lets one of them win, and a process that moved a newer lock
  // puts it back.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readIfThere(aside);
  if (moved !== undefined && moved !== holder) await rename(aside, path);
  else await rm(aside, { force: true });
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
    return undefined;
  });
}
