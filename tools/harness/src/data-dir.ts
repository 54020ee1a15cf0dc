import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { fastFolder } from '@dreamteamhub/db/test/fast-folder';

export interface DataDir {
  readonly path: string;
  /** Stops the database in it, if it runs, and removes everything. */
  remove(): Promise<void>;
}

/** A new data folder: empty, or with a copy of the database of `template`, which must be stopped. */
export async function makeDataDir(template?: string): Promise<DataDir> {
  const path = await mkdtemp(join(await fastFolder(), 'hub-e2e-'));
  // The database's own user must reach it.
  await chmod(path, 0o755);
  if (template !== undefined) await copyDatabase(template, path);
  return {
    path,
    async remove() {
      const cluster = await realpath(join(path, 'postgres')).catch(() => null);
      if (cluster !== null && existsSync(join(cluster, 'postmaster.pid'))) {
        // After a kill -9 the database lives on; joining it as the last one and leaving stops it.
        const left = await startEmbeddedPostgres({ dataDir: path }).catch(() => null);
        await left?.stop();
      }
      if (cluster !== null) await rm(cluster, { recursive: true, force: true });
      await rm(path, { recursive: true, force: true });
    },
  };
}

/**
 * Copies the cluster, and nothing that is beside it: without `database-url`, which has the last port, the copy chooses one of
 * its own. Secrets and links of a hub are files beside it as well.
 */
async function copyDatabase(template: string, dataDir: string): Promise<void> {
  const [from, to] = [join(template, 'postgres'), join(dataDir, 'postgres')];
  // Where the database's user cannot reach the folder, the cluster is elsewhere: the hub makes one there, as always.
  if ((await lstat(from)).isSymbolicLink()) return;
  if (process.platform === 'win32') return cp(from, to, { recursive: true });
  // Keeps owner and mode, which PostgreSQL insists on; `fs.cp` does not.
  await promisify(execFile)('cp', ['-a', from, to]);
}
