import type { Episode } from '../../hub/trpc.ts';
import { instantOf, wallTimeOf } from '../../ui/zoned-time.ts';
import type { AlertFilter } from './alert-search.ts';

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

/** Which alerts an action is meant for: some, or all that match a filter, also those that are not loaded. */
export type AlertTarget =
  | {
      kind: 'some';
      ids: readonly string[];
      /** Their states as they were shown; of rows that have left the list, nothing is known. */
      statuses: readonly Episode['status'][];
    }
  | {
      kind: 'all';
      filter: AlertFilter;
      /** When the person saw them, by the hub's clock: those that opened later are left alone. */
      asOf: string;
      /** How many that was, in words: `420 alerts`. */
      words: string;
    };

/** Returns the actions that a target allows. */
export function actionsOn(target: AlertTarget): AlertAction[] {
  if (target.kind === 'all') {
    const { status } = target.filter;
    return alertActions(status === 'active' ? ['open', 'acknowledged', 'snoozed'] : [status]);
  }
  const isKnown = target.statuses.length === target.ids.length;
  return alertActions(isKnown ? target.statuses : ['open', 'acknowledged', 'snoozed']);
}

/** Whether reopening this alert is the true inverse of an acknowledgement or a snooze: what another one said is gone. */
export function isOpen(target: AlertTarget): boolean {
  return (
    target.kind === 'some' &&
    target.statuses.length > 0 &&
    target.statuses.every((status) => status === 'open')
  );
}

/** `this alert`, `3 alerts`, `all 420 alerts that match`. */
export function describeTarget(target: AlertTarget): string {
  if (target.kind === 'all') return `all ${target.words} that match`;
  return target.ids.length === 1 ? 'this alert' : `${target.ids.length} alerts`;
}

export interface SnoozePreset {
  label: string;
  until: Date;
}

/** When snoozes and mutes end that are said in days: people are at work, and see what is low. */
export const MORNING = '09:00';

const HOUR = 3_600_000;
const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** Returns common ends of a snooze, in the reader's time zone. */
export function snoozePresets(now: Date, zone: string): SnoozePreset[] {
  const today = wallTimeOf(now, zone).slice(0, DATE_LENGTH);
  return [
    { label: '1 hour', until: new Date(now.getTime() + HOUR) },
    { label: `Tomorrow, ${MORNING}`, until: morningAfter(today, { days: 1, zone }) },
    { label: '3 days', until: morningAfter(today, { days: 3, zone }) },
    { label: '1 week', until: morningAfter(today, { days: 7, zone }) },
  ];
}

/** Returns the morning some calendar days ahead, whatever the clocks do in between. `today` is a local date. */
export function morningAfter(today: string, { days, zone }: { days: number; zone: string }): Date {
  const day = new Date(`${today}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return instantOf(`${day.toISOString().slice(0, DATE_LENGTH)}T${MORNING}`, zone);
}
