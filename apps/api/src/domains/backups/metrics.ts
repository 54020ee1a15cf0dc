import type { Metrics } from '../../platform/metrics.ts';
import { listBackups, type StoredBackup } from './backup-catalog.ts';

/** Adds what a monitor watches: whether there is a fresh backup, and whether it has become much smaller. */
export function addBackupMetrics(
  metrics: Metrics,
  { folder, now }: { folder: string; now: () => Date },
): void {
  const gauge = (name: string, help: string, of: (newest: StoredBackup | undefined) => number) =>
    metrics.addGauge({ name, help, read: async () => of((await listBackups(folder))[0]) });
  gauge(
    'hub_backup_age_seconds',
    'Time since the newest backup in BACKUP_DIR began; +Inf while there is none.',
    (newest) =>
      newest === undefined
        ? Number.POSITIVE_INFINITY
        : (now().getTime() - newest.createdAt.getTime()) / 1_000,
  );
  gauge('hub_backup_size_bytes', 'Size of the newest backup in BACKUP_DIR.', (newest) => newest?.bytes ?? 0);
}
