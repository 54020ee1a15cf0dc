import { resolve } from 'node:path';
import { findTool } from '@dreamteamhub/db/backup';
import type { Platform } from '../../platform/platform.ts';
import { secretTexts } from '../../platform/secrets.ts';
import { defineTask } from '../../platform/workers/worker-task.ts';
import type { Ops } from '../ops/module.ts';
import { BackupScheduler } from './backup-scheduler.ts';
import { addBackupMetrics } from './metrics.ts';
import { readPassphrase } from './passphrase.ts';

const backupTask = defineTask<typeof import('./make-backup.worker.ts')>({
  name: 'backups',
  module: new URL('./make-backup.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 0,
  deadlineMilliseconds: 12 * 3_600_000,
  memoryMegabytes: 256,
});

/** Backups of the database, the secrets and the waiting clicks, made at their hours by a process that does jobs. */
export function createBackups(platform: Platform, { ops }: { ops: Ops }) {
  const { db, doesJobs, env, log, metrics, now, workers } = platform;
  const folder = env.BACKUP_DIR === undefined ? null : resolve(env.BACKUP_DIR);
  if (folder === null || !doesJobs) return { services: {}, scheduler: null };
  addBackupMetrics(metrics, { folder, now });
  const scheduler = new BackupScheduler({
    db,
    folder,
    plan: { hours: env.BACKUP_HOURS, timeZone: env.TIME_ZONE },
    keep: env.BACKUP_KEEP,
    make: async (signal) =>
      workers.run(
        backupTask,
        {
          folder,
          passphrase: await readPassphrase(env),
          databaseUrl: platform.ownerDatabaseUrl ?? platform.directDatabaseUrl ?? platform.databaseUrl,
          replicationUrl: platform.replicationUrl ?? null,
          isLogical: false,
          pgDump: await findTool('pg_dump'),
          dataDir: resolve(env.DATA_DIR),
          secrets: secretTexts(platform),
        },
        { signal },
      ),
    sendAlarm: ops.sendAlarm,
    repeatSeconds: env.ALERT_REPEAT_SECONDS,
    log,
    now,
  });
  return {
    services: {},
    scheduler,
    // Not in the middle of the first night: a passphrase that cannot be read ends the start.
    async prepare() {
      await readPassphrase(env);
    },
    background: [scheduler],
  };
}
