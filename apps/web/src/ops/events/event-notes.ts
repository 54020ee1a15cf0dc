import type { InventoryEvent } from '../../hub/trpc.ts';
import { nameWords } from '../../ui/name-words.ts';
import { channelLabels } from '../deliveries/channel-tag.tsx';

export interface EventNotes {
  /** Whether the alert of the event was sent and by what (`Slack`), or null when the event is not an alert. */
  alert: { isSent: boolean; channels: string[] } | null;
  /** The other metadata, in words. */
  others: { name: string; value: string }[];
}

/** Splits an event's metadata into the outcome of its alert, and names with values. */
export function readEventNotes(metadata: InventoryEvent['metadata']): EventNotes {
  const { alertSent, notifiers, ...others } = metadata ?? {};
  return {
    alert:
      typeof alertSent === 'boolean'
        ? { isSent: alertSent, channels: Array.isArray(notifiers) ? notifiers.map(nameChannel) : [] }
        : null,
    others: Object.entries(others)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => ({
        name: nameWords(name),
        value: typeof value === 'object' ? JSON.stringify(value) : String(value),
      })),
  };
}

/** The label of a channel; one that this version does not know keeps its own name. */
function nameChannel(channel: unknown): string {
  const label = Object.entries(channelLabels).find(([name]) => name === channel)?.[1];
  return label ?? String(channel);
}
