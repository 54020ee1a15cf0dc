import { type RangeSearch, searchOfRange } from '../../ui/date-range.ts';
import type { Sort } from '../../ui/list-search.ts';

export const NEWEST_FIRST: Sort = { by: 'time', order: 'desc' };

/** What the address of the list says. */
export interface EventsSearch extends RangeSearch {
  type?: string | undefined;
  sort?: 'time' | undefined;
  order?: 'asc' | 'desc' | undefined;
}

/**
 * Among the movements of years, the hub finds those of one type only within days: a type that is chosen first brings some
 * along, and goes with them.
 */
export function withDays(changes: Partial<EventsSearch>, now: EventsSearch): Partial<EventsSearch> {
  const next = { ...now, ...changes };
  const hasDays = next.preset !== undefined || next.from !== undefined;
  if (next.type === undefined || hasDays) return changes;
  return changes.type === undefined
    ? { ...changes, type: undefined }
    : { ...changes, ...searchOfRange({ preset: '28d' }) };
}
