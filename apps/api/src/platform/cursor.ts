import { decodeCursor } from '@dreamteamhub/db';
import { badField } from './app-error.ts';

/** The id that a list continues after; throws `bad_request` for a cursor that no answer gave. */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const id = decodeCursor(cursor);
  if (id === null) throw badField('cursor', 'is not a cursor that an earlier answer gave');
  return id;
}
