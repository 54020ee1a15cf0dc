import type { InventoryEvent } from '../../hub/trpc.ts';

export interface EventNotes {
  /** Whether the event's alert went out; null when the event is no alert. */
  alert: { isSent: boolean; channels: string[] } | null;
  /** Whatever else was noted, in words. */
  others: { name: string; value: string }[];
}

/** Reads an event's metadata for people: the alert's fate apart, everything else as name and value. */
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
        name: sayName(name),
        value: typeof value === 'object' ? JSON.stringify(value) : String(value),
      })),
  };
}

/** `idempotencyKey` and `idempotency_key` become `idempotency key`. */
function sayName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
