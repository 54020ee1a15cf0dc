import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of the hub that only its owner may read. */
const OWNER_ONLY = 0o600;

/** Returns a secret that the environment does not set, 32 bytes in hex: created once and kept in the data folder. */
export async function loadSecret(
  dataDir: string,
  name: 'auth-secret' | 'encryption-key',
): Promise<{ secret: string; isNew: boolean }> {
  const path = join(dataDir, name);
  await mkdir(dataDir, { recursive: true });
  try {
    // `wx`: of two processes that start at once, one writes and the other reads.
    const secret = randomBytes(32).toString('hex');
    await writeFile(path, secret, { mode: OWNER_ONLY, flag: 'wx' });
    return { secret, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { secret: (await readFile(path, 'utf8')).trim(), isNew: false };
  }
}

/**
 * Whether a database is the one that a hub runs in this data folder, as the file for psql and backups tells. That names
 * another role than the hub's.
 */
export async function isEmbeddedDatabase(dataDir: string, databaseUrl: string): Promise<boolean> {
  const address = (await readFile(join(dataDir, 'database-url'), 'utf8').catch(() => '')).trim();
  if (!URL.canParse(address) || !URL.canParse(databaseUrl)) return false;
  const [embedded, used] = [new URL(address), new URL(databaseUrl)];
  return embedded.host === used.host && embedded.pathname === used.pathname;
}

/** Deletes a setup link that is of no more use. */
export async function removeSetupLink(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'setup-link'), { force: true });
}

/** Writes the first operator's link where only the owner of the data folder can read it. Returns the path. */
export async function writeSetupLink(dataDir: string, link: string): Promise<string> {
  const path = join(dataDir, 'setup-link');
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${link}\n`, { mode: OWNER_ONLY });
  return path;
}
