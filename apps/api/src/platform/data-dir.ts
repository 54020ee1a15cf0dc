import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@dreamteamhub/db';

/** Files of the hub that only its owner may read. */
const OWNER_ONLY = 0o600;

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

/** Deletes a setup link that is of no more use: this one, or whichever is there. */
export async function removeSetupLink(dataDir: string, link?: string): Promise<void> {
  const path = join(dataDir, 'setup-link');
  // Another process may have put a newer one there.
  if (link !== undefined && (await readFile(path, 'utf8').catch(() => '')).trim() !== link) return;
  await rm(path, { force: true });
}

/** Writes the first operator's link where only the owner of the data folder can read it. Returns the path. */
export async function writeSetupLink(dataDir: string, link: string): Promise<string> {
  const path = join(dataDir, 'setup-link');
  await makeFolder(dataDir);
  await writeFile(path, `${link}\n`, { mode: OWNER_ONLY });
  return path;
}
