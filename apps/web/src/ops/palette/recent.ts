import { readStored, store } from '../../ui/stored.ts';
import type { Found } from './found.ts';

const KEY = 'dreamteamhub.recent';
const MOST = 6;
const KINDS: readonly unknown[] = ['affiliate', 'product', 'order', 'alert'] satisfies Found['kind'][];

/** Something that was opened from the palette. */
export type Recent = Pick<Found, 'kind' | 'id' | 'title' | 'subtitle'>;

function isRecent(value: unknown): value is Recent {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, title, subtitle } = value as Record<string, unknown>;
  const isNamed = typeof title === 'string' && typeof subtitle === 'string';
  return KINDS.includes(kind) && isNamed && (typeof id === 'number' || typeof id === 'string');
}

/** Returns what this person has opened on this browser, the latest first. Somebody else's stays theirs. */
export function readRecent(who: string): Recent[] {
  try {
    const stored: unknown = JSON.parse(readStored(KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null || !('who' in stored) || !('items' in stored))
      return [];
    if (stored.who !== who || !Array.isArray(stored.items)) return [];
    return stored.items.filter(isRecent).slice(0, MOST);
  } catch {
    // Not what was written here.
    return [];
  }
}

export function addRecent(who: string, { kind, id, title, subtitle }: Recent): void {
  const others = readRecent(who).filter((other) => other.kind !== kind || other.id !== id);
  // Rebuilt field by field: the two halves of a found thing need not be told apart here.
  const items = [{ kind, id, title, subtitle }, ...others].slice(0, MOST);
  store(KEY, JSON.stringify({ who, items }));
}
