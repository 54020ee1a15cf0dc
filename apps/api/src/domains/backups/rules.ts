import { addDays, dayOf, hourOfDay } from '../../platform/zones.ts';

/** When backups begin: at these hours of the day, in this zone. */
export interface BackupPlan {
  hours: readonly number[];
  timeZone: string;
}

/** Days back that have a slot for certain: one of them may never have been. */
const DAYS_BACK = [0, 1, 2];

/**
 * When the last backup before a moment was to begin. An hour that clocks leave out begins with the one after it; of two,
 * the first counts.
 */
export function lastSlot(now: Date, { hours, timeZone }: BackupPlan): Date {
  const today = dayOf(now, timeZone);
  const slots = DAYS_BACK.flatMap((back) =>
    hours.map((hour) => hourOfDay(addDays(today, -back), hour, timeZone).getTime()),
  );
  return new Date(Math.max(...slots.filter((slot) => slot <= now.getTime())));
}

/** Whether a backup is to be made: there is none, or none since the last slot. */
export function isDue(now: Date, plan: BackupPlan, newest: Date | null): boolean {
  return newest === null || newest < lastSlot(now, plan);
}

const HOUR = 3_600_000;
/** As long as a backup may take before people are told that it is missing. */
const PATIENCE = 2 * HOUR;

/** Returns what to tell people when a backup is missing; null while none is. */
export function missingBackup(now: Date, plan: BackupPlan, newest: Date | null): string | null {
  const slot = lastSlot(now, plan);
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
