import type { DiskSpace } from '../../platform/disk-space.ts';
import type { Platform } from '../../platform/platform.ts';

/** Adds the metrics of the disk. */
export function addDiskMetrics({ metrics, readDiskSpace }: Platform): void {
  const gauge = (name: string, help: string, of: (space: DiskSpace) => number) =>
    metrics.addGauge({ name, help, read: async () => of(await readDiskSpace()) });
  gauge('hub_disk_free_bytes', 'Space that is left on the disk of DATA_DIR.', (space) => space.freeBytes);
  gauge('hub_disk_size_bytes', 'Size of the disk of DATA_DIR.', (space) => space.totalBytes);
}
