import type { InventoryEvent } from '../../hub/trpc.ts';

export interface EventNotes {
  /** Whether the alert of the event was sent, or null when the event is not an alert. */
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
        ? { isSent: alertSent, channels: Array.isArray(notifiers) ? notifiers.map(String) : [] }
        : null,
    others: Object.entries(others)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => ({
        name: describeName(name),
        value: typeof value === 'object' ? JSON.stringify(value) : String(value),
      })),
  };
}

/** `idempotencyKey` and `idempotency_key` become `idempotency key`. */
function describeName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
