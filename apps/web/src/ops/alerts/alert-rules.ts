import type { Episode } from '../../hub/trpc.ts';

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

/** Returns common ends of a snooze, in the reader's time zone. */
export function snoozePresets(now: Date): SnoozePreset[] {
  return [
    { label: '1 hour', until: new Date(now.getTime() + HOUR) },
    { label: 'Tomorrow, 08:00', until: morningIn(now, 1) },
    { label: '3 days', until: morningIn(now, 3) },
    { label: '1 week', until: morningIn(now, 7) },
  ];
}

/** Eight o'clock some calendar days ahead, which stays eight o'clock when the clocks change in between. */
function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 8);
}
