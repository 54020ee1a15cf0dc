import { open, rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const SYNCS = 50;

/** Returns what the numbers depend on, one line each. */
export async function describeMachine(bench: Workbench): Promise<string[]> {
  const processors = cpus();
  const [settings] = await bench.query(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
            current_setting('synchronous_commit') AS synchronous_commit, current_setting('shared_buffers') AS shared_buffers`,
  );
  return [
    `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory; ` +
      'load generator, hub and database share them',
    `a write of 8 KiB reaches the disk in ${(await medianSyncMs(bench.directory)).toFixed(2)} ms (median of ${SYNCS})`,
    `Node ${process.versions.node}; PostgreSQL ${settings?.version} with fsync=${settings?.fsync}, ` +
      `synchronous_commit=${settings?.synchronous_commit}, shared_buffers=${settings?.shared_buffers}`,
  ];
}

/** Returns how long a commit must wait at least: for a page to be written and synced, in the folder of the database. */
async function medianSyncMs(directory: string): Promise<number> {
  const path = join(directory, 'sync');
  const file = await open(path, 'w');
  const times: number[] = [];
  try {
    for (let written = 0; written < SYNCS; written++) {
      const startedAt = performance.now();
      await file.write(Buffer.alloc(8192, 1));
      await file.datasync();
      times.push(performance.now() - startedAt);
    }
  } finally {
    await file.close();
    await rm(path);
  }
  return median(times);
}
