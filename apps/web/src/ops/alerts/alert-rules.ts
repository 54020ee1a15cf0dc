import type { Episode } from '../../hub/trpc.ts';
import { instantOf, wallTimeOf } from '../../ui/zoned-time.ts';

export type AlertAction = 'acknowledge' | 'snooze' | 'reopen';

const possible: Record<Episode['status'], readonly AlertAction[]> = {
  open: ['acknowledge', 'snooze'],
  acknowledged: ['snooze', 'reopen'],
  snoozed: ['acknowledge', 'snooze', 'reopen'],
  resolved: [],
};

/** Returns the actions that apply to at least one alert in these states. */
export function alertActions(statuses: Iterable<Episode['status']>): AlertAction[] {
  const some = new Set([...statuses].flatMap((status) => possible[status]));
  return (['acknowledge', 'snooze', 'reopen'] as const).filter((action) => some.has(action));
}

export interface SnoozePreset {
  label: string;
  until: Date;
}

const HOUR = 3_600_000;
const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** Returns common ends of a snooze, in the reader's time zone. */
export function snoozePresets(now: Date, zone: string): SnoozePreset[] {
  const today = wallTimeOf(now, zone).slice(0, DATE_LENGTH);
  return [
    { label: '1 hour', until: new Date(now.getTime() + HOUR) },
    { label: 'Tomorrow, 08:00', until: morningAfter(today, { days: 1, zone }) },
    { label: '3 days', until: morningAfter(today, { days: 3, zone }) },
    { label: '1 week', until: morningAfter(today, { days: 7, zone }) },
  ];
}

/** Eight o'clock some calendar days ahead, which stays eight o'clock when the clocks change in between. */
function morningAfter(today: string, { days, zone }: { days: number; zone: string }): Date {
  const day = new Date(`${today}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return instantOf(`${day.toISOString().slice(0, DATE_LENGTH)}T08:00`, zone);
}
