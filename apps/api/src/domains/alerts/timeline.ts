import type { DeliveryAttemptRow, EpisodeEventRow } from '@dreamteamhub/db/alerts';
import type { DeliveryRow } from '@dreamteamhub/db/deliveries';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { toAttemptView, toDeliveryView } from '../deliveries/delivery-history-service.ts';

export type TimelineEntry = WireOutputs<typeof admin>['alerts']['getEpisode']['timeline'][number];

type EntryOf<Kind extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: Kind }>;

interface EpisodeDelivery {
  delivery: DeliveryRow;
  attempts: DeliveryAttemptRow[];
}

/** Merges an episode's entries and its deliveries into one timeline, oldest first. */
export function toTimeline(
  events: readonly EpisodeEventRow[],
  deliveries: readonly EpisodeDelivery[],
): TimelineEntry[] {
  const entries = [...events.map(toEntry), ...deliveries.map(toDeliveryEntry)];
  // The sort is stable: entries of the same moment keep their order, a message after what it announces.
  return entries.sort((a, b) => a.at.localeCompare(b.at));
}

function toEntry(event: EpisodeEventRow): TimelineEntry {
  const at = event.occurredAt.toISOString();
  const { stock, threshold, note, reason } = event;
  const by = event.actor ?? 'the hub';
  switch (event.kind) {
    case 'opened':
      return { kind: 'opened', at, stock, threshold };
    case 'announced':
      return { kind: 'announced', at, stock, reason: reason as EntryOf<'announced'>['reason'] };
    case 'suppressed':
      return {
        ...{ kind: 'suppressed', at, stock, by: event.actor, until: event.until?.toISOString() ?? null },
        reason: reason as EntryOf<'suppressed'>['reason'],
      };
    case 'acknowledged':
      return { kind: 'acknowledged', at, by, note };
    case 'snoozed':
      return { kind: 'snoozed', at, by, until: (event.until ?? event.occurredAt).toISOString(), note };
    case 'reopened':
      return { kind: 'reopened', at, by: event.actor, note };
    case 'resolved':
      return { kind: 'resolved', at, stock, reason: reason as EntryOf<'resolved'>['reason'] };
  }
}

function toDeliveryEntry({ delivery, attempts }: EpisodeDelivery): TimelineEntry {
  const view = toDeliveryView(delivery);
  return {
    kind: 'delivery',
    at: view.createdAt,
    delivery: view,
    attempts: attempts.map(toAttemptView),
  };
}
