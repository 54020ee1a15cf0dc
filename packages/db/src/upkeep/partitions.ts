/** The tables that are partitioned by month, with the column that decides. */
export const partitioned = [
  { parent: 'aff_clicks', keyColumn: 'timestamp' },
  { parent: 'aff_event_ids', keyColumn: 'event_day' },
  { parent: 'inventory_events', keyColumn: 'timestamp' },
] as const;

export type PartitionedTable = (typeof partitioned)[number]['parent'];

/** A lock that was not to be had in time (55P03): somebody reads or writes there for long. */
export function isLockTimeout(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { code?: unknown }).code === '55P03') return true;
  }
  return false;
}
