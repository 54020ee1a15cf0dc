/** When the last backup before a moment was to begin; `hours` are of the day, in UTC. */
export function lastSlot(now: Date, hours: readonly number[]): Date {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const slots = hours.flatMap((hour) => [today + hour * HOUR, today + (hour - 24) * HOUR]);
  return new Date(Math.max(...slots.filter((slot) => slot <= now.getTime())));
}

/** Whether a backup is to be made: there is none, or none since the last slot. */
export function isDue(now: Date, hours: readonly number[], newest: Date | null): boolean {
  return newest === null || newest < lastSlot(now, hours);
}

const HOUR = 3_600_000;
/** As long as a backup may take before people are told that it is missing. */
const PATIENCE = 2 * HOUR;

/** Returns what to tell people when a backup is missing; null while none is. */
export function missingBackup(now: Date, hours: readonly number[], newest: Date | null): string | null {
  const slot = lastSlot(now, hours);
  if (newest !== null && newest >= slot) return null;
  if (now.getTime() - slot.getTime() < PATIENCE) return null;
  if (newest === null) return 'there is no backup in BACKUP_DIR';
  const age = Math.floor((now.getTime() - newest.getTime()) / HOUR);
  return `the newest backup in BACKUP_DIR is ${age} hours old`;
}

/** Returns the backups to remove, so that only the newest `keep` stay. */
export function expired<Backup extends { createdAt: Date }>(
  backups: readonly Backup[],
  keep: number,
): Backup[] {
  return backups.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).slice(keep);
}
