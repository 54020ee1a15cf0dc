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

/** How far back events are asked for. */
export const PERIODS = ['quarter', 'hour', 'day', 'week'] as const;

export type Period = (typeof PERIODS)[number];

const MINUTES: Readonly<Record<Period, number>> = { quarter: 15, hour: 60, day: 1_440, week: 10_080 };

/** Returns what the hub is asked for. */
export function askedFor({ period, ...search }: InspectorSearch) {
  return { ...search, minutes: period === undefined ? undefined : MINUTES[period] };
}
