import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import {
  idCursor,
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortRequest,
  sortedBy,
  toSortedPage,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { inventoryEvents } from './tables.ts';

export type InventoryEventRow = typeof inventoryEvents.$inferSelect;

/** The order in which they were written. */
export type EventSort = 'written';

export interface EventFilter {
  /** The product that this means. */
  sku?: string | undefined;
  eventType?: string | undefined;
  /** Then or later. */
  from?: Date | undefined;
  /** Before then. */
  to?: Date | undefined;
}

export interface EventListRequest extends EventFilter, SortRequest<EventSort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

export const eventList: SortedList<EventSort> = {
  sorts: { written: [{ by: sql`${inventoryEvents.id}`, type: 'bigint' }] },
  plain: { sort: 'written', order: 'desc', ...idCursor },
};

/** One page of history. A time leaves out the months that it does not touch. */
export async function listEvents(db: Executor, request: EventListRequest): Promise<Page<InventoryEventRow>> {
  const { sort, order, limit, after } = request;
  const keys = eventList.sorts[sort];
  const rows = await db
    .select({ event: inventoryEvents, place: placeOf(keys) })
    .from(inventoryEvents)
    .where(and(matches(request), isAfter(keys, order, after)))
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  const page = toSortedPage(rows, limit, { list: eventList, sort, order });
  return { items: page.items.map(({ event }) => event), nextCursor: page.nextCursor };
}

/** The number of events that match, at most 10,000. */
export function countEvents(db: Executor, filter: EventFilter): Promise<Total> {
  return countRows(db, sql`FROM ${inventoryEvents} WHERE ${matches(filter) ?? sql`true`}`);
}

function matches({ sku, eventType, from, to }: EventFilter): SQL | undefined {
  return and(
    sku === undefined ? undefined : eq(inventoryEvents.sku, sql`hub_known_sku(${sku}::text)`),
    eventType === undefined ? undefined : eq(inventoryEvents.eventType, eventType),
    from === undefined ? undefined : gte(inventoryEvents.timestamp, from),
    to === undefined ? undefined : lt(inventoryEvents.timestamp, to),
  );
}
