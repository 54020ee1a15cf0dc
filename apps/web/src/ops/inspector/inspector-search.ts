import type { InspectedEvent } from '../../hub/trpc.ts';

/** What the address of the inspector says. */
export interface InspectorSearch {
  text?: string | undefined;
  kind?: InspectedEvent['kind'] | undefined;
  outcome?: InspectedEvent['outcome'] | undefined;
  door?: NonNullable<InspectedEvent['door']> | undefined;
  mode?: InspectedEvent['mode'] | undefined;
  storefront?: string | undefined;
  period?: Period | undefined;
}

/** With the saved view and the columns, which say nothing of the events. */
export interface InspectorAddress extends InspectorSearch {
  view?: string | undefined;
  columns?: string | undefined;
}

/** How far back events are asked for. */
export const PERIODS = ['quarter', 'hour', 'day', 'week'] as const;

export type Period = (typeof PERIODS)[number];

const MINUTES: Readonly<Record<Period, number>> = { quarter: 15, hour: 60, day: 1_440, week: 10_080 };

/** Returns what the hub is asked for. */
export function askedFor({ period, ...search }: InspectorSearch) {
  return { ...search, minutes: period === undefined ? undefined : MINUTES[period] };
}
