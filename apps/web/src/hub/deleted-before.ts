const DAY_MILLISECONDS = 86_400_000;

/**
 * Returns until when a range has lost what the hub keeps for so many days; null where the range begins later. `from` is the
 * range's first instant.
 */
export function deletedBefore(from: string, keptDays: number, now: Date): Date | null {
  const edge = now.getTime() - keptDays * DAY_MILLISECONDS;
  return Date.parse(from) < edge ? new Date(edge) : null;
}
