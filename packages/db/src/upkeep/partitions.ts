/** The tables that are partitioned by month, with their key columns. */
export const partitioned = [
  { parent: 'aff_clicks', keyColumn: 'timestamp' },
  { parent: 'aff_event_ids', keyColumn: 'event_day' },
  { parent: 'inventory_events', keyColumn: 'timestamp' },
] as const;

export type PartitionedTable = (typeof partitioned)[number]['parent'];

/** Whether a lock was not available in time (55P03): a long transaction reads or writes there. */
export function isLockTimeout(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { code?: unknown }).code === '55P03') return true;
  }
  return false;
}
