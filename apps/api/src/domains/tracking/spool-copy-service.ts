import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@dreamteamhub/db';

/** A file of the click spool with its finished lines. */
export interface SpoolFile {
  name: string;
  text: string;
}

const SUFFIX = '.jsonl';
/** A segment keeps the time of its creation when another process takes it over. */
const CREATION = 36;
const NAME = /^[\w-]{36}\.[\w-]+\.jsonl$/;
/** Takeovers are rare: they happen at starts. */
const LOOKS = 10;

export const spoolFolder = (dataDir: string) => join(dataDir, 'click-spool');

/**
 * Returns the clicks that wait in the spool, a file at a time, while hubs work on it. A click that leaves it meanwhile is in the
 * database: whoever copies both must copy the spool first.
 */
export async function* copySpool(dataDir: string): AsyncGenerator<SpoolFile, void, undefined> {
  const folder = spoolFolder(dataDir);
  const seen = new Set<string>();
  for (let look = 0; look < LOOKS; look++) {
    let isAllThere = true;
    for (const name of await spoolFiles(dataDir)) {
      if (seen.has(name.slice(0, CREATION))) continue;
      const content = await readFile(join(folder, name), 'utf8').catch(unlessMissing);
      // Taken over, or done with: the next look tells.
      if (content === null) isAllThere = false;
      if (content === null) continue;
      seen.add(name.slice(0, CREATION));
      // A line that is still being written was acknowledged to nobody; the rest of the file is reserved room.
      const text = content.slice(0, content.lastIndexOf('\n') + 1);
      if (text !== '') yield { name, text };
    }
    if (isAllThere) return;
  }
}

/** Returns the names of the spool's files. */
export async function spoolFiles(dataDir: string): Promise<string[]> {
  const names = (await readdir(spoolFolder(dataDir)).catch(unlessMissing)) ?? [];
  return names.filter((name) => name.endsWith(SUFFIX)).sort();
}

/** Puts a file into a spool, from which the next start of a hub replays it. */
export async function addToSpool(dataDir: string, { name, text }: SpoolFile): Promise<void> {
  if (!NAME.test(name)) throw new Error(`"${name}" is not the name of a file of the click spool`);
  await makeFolder(spoolFolder(dataDir), 0o700);
  await writeFile(join(spoolFolder(dataDir), name), text, { mode: 0o600, flush: true });
}

function unlessMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return null;
}
