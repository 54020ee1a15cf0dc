import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, unless they exist. Throws what the file system says. Node's own
 * `mkdir(…, { recursive: true })` never ends where a folder takes no new ones, as in `/proc`.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const problem = await tryToMake(path, mode);
  if (problem === null) return;
  const above = dirname(path);
  if (problem.code !== 'ENOENT' || above === path) throw problem;
  await makeFolder(above, mode);
  const stillThere = await tryToMake(path, mode);
  if (stillThere !== null) throw stillThere;
}

/** Returns null when the folder is there now. */
async function tryToMake(path: string, mode: number): Promise<NodeJS.ErrnoException | null> {
  try {
    await mkdir(path, { mode });
    return null;
  } catch (error) {
    const problem = error as NodeJS.ErrnoException;
    return problem.code === 'EEXIST' && (await isFolder(path)) ? null : problem;
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
