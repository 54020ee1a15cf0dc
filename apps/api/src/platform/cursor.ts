import {
  decodeCursor,
  decodePlace,
  type ListPlace,
  type SortedList,
  type SortRequest,
} from '@dreamteamhub/db';
import { badField } from './app-error.ts';

/** Returns the id that a list continues after; throws `bad_request` for a cursor that the hub did not issue. */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const id = decodeCursor(cursor);
  if (id === null) throw badField('cursor', 'is not a cursor from an earlier answer');
  return id;
}

/** Returns where a list continues; throws `bad_request`: a cursor is a place in one sort and order, not in another. */
export function readPlace<Sort extends string>(
  list: SortedList<Sort>,
  { cursor, ...request }: SortRequest<Sort> & { cursor?: string | undefined },
): ListPlace | undefined {
  if (cursor === undefined) return undefined;
  const place = decodePlace(list, request, cursor);
  if (place === null) throw badField('cursor', 'is not a cursor from an earlier answer in this order');
  return place;
}
