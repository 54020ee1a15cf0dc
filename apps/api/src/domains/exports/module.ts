import { ExportDao } from '@dreamteamhub/db/exports';
import { budgetOf } from '../../platform/budgets.ts';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { defineTask } from '../../platform/workers/worker-task.ts';
import { ExportService } from './export-service.ts';
import { exportJob } from './jobs.ts';
import { exportsRouter } from './router.ts';
import { MOST_WRITTEN_AT_ONCE } from './rules.ts';

/** How long an export waits before it looks for a place again, or for a hub that goes on. */
const WAIT_SECONDS = 2;

const writeTask = defineTask<typeof import('./write-export.worker.ts')>({
  name: 'exports',
  module: new URL('./write-export.worker.ts', import.meta.url),
  threads: MOST_WRITTEN_AT_ONCE,
  maxWaiting: 0,
  deadlineMilliseconds: 12 * 3_600_000,
  memoryMegabytes: 48,
  youngMegabytes: 3,
});

/** Lists as files for people: asked for, written by a job, kept for a day. */
export function createExports(platform: Platform) {
  const { databaseUrl, db, directDatabaseUrl, env, jobs, log, now, work, workers } = platform;
  const services = {
    exports: new ExportService({
      db,
      enqueue: async (tx, exportId) => {
        await jobs.send(exportJob, { exportId }, { tx });
      },
      readDatabaseSpace: platform.isDatabaseEmbedded ? platform.readDiskSpace : null,
      hubTimeZone: env.TIME_ZONE,
      currency: env.CURRENCY,
      now,
    }),
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const writeLater = async (exportId: string) => {
    await jobs.send(exportJob, { exportId }, { startAfter: WAIT_SECONDS });
  };
  const write = async (exportId: string) => {
    if (signal.aborted) return writeLater(exportId);
    const { limits } = budgetOf('work', platform.patience);
    const isPooled = directDatabaseUrl !== undefined;
    const order = {
      exportId,
      databaseUrl,
      isPooled,
      limits,
      currency: env.CURRENCY,
      hubTimeZone: env.TIME_ZONE,
    };
    const outcome = await workers.run(writeTask, order, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return { kind: 'stopped' } as const;
    });
    if (outcome.kind === 'no-place' || outcome.kind === 'stopped') await writeLater(exportId);
    if (outcome.kind === 'failed') log.error({ exportId, cause: outcome.cause }, 'an export failed');
  };
  const kept = new ExportDao(work);
  // Of a hub that was killed, before its jobs are missed. One that is taken up twice waits for a place, and finds it written.
  const resume = async () => {
    if (!platform.doesJobs) return;
    for (const exportId of await kept.listInterrupted()) await jobs.send(exportJob, { exportId });
  };
  return {
    services,
    admin: exportsRouter(services),
    jobs: [workOn(exportJob, ({ exportId }) => write(exportId))],
    upkeep: [() => kept.tidy()],
    // What is being written is begun anew by whoever works next.
    background: [{ start: resume, stop: () => stopping.abort(new Error('the hub is stopping')) }],
  };
}
