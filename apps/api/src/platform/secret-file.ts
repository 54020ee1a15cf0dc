import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@dreamteamhub/db';

/** Only their owner may read secrets. */
const OWNER_ONLY = 0o600;

/** What a file system answers that has no second name for a file. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export const secretPath = (dataDir: string, name: string) => join(dataDir, name);

/** Returns what a file of a secret holds; null when there is none. Rejects as the file system does. */
export async function readSecretFile(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes a new secret, 32 bytes in hex, whole or not at all, and returns the one that is there then: of several processes
 * that start at once, one writes, and all read the same.
 */
export async function createSecretFile(path: string): Promise<string> {
  const secret = randomBytes(32).toString('hex');
  const staging = `${path}.${randomUUID()}.new`;
  await makeFolder(dirname(path));
  try {
    await writeDurably(staging, secret);
    await publish(staging, path, secret);
    await syncFolder(dirname(path));
  } finally {
    await rm(staging, { force: true });
  }
  return (await readSecretFile(path)) ?? secret;
}

// As rename, but a file that is already there stays.
async function publish(staging: string, path: string, secret: string): Promise<void> {
  try {
    await link(staging, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (!NO_LINKS.has(String(codeOf(error)))) throw error;
    await writeDurably(path, secret).catch((failure: unknown) => {
      if (codeOf(failure) !== 'EEXIST') throw failure;
    });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
