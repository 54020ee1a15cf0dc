import { decodeCursor } from '@dreamteamhub/db';
import { badField } from './app-error.ts';

/** Returns the id that a list continues after; throws `bad_request` for a cursor that the hub did not issue. */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const id = decodeCursor(cursor);
  if (id === null) throw badField('cursor', 'is not a cursor from an earlier answer');
  return id;
}
