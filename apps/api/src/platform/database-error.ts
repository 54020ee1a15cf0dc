import { faultOf } from '@dreamteamhub/db';
import { AppError } from './app-error.ts';

/**
 * Returns `unavailable` for an error that is the database's fault, and null for every other. A value or a conflict that the
 * hub did not foresee stays an error of the hub: it should have checked, its statements write more than what the caller
 * sent, and callers that are told 500 keep the event. Only the click writer knows better: a click writes only itself.
 */
export function fromDatabaseError(error: unknown): AppError | null {
  if (faultOf(error) !== 'database') return null;
  return new AppError(
    'unavailable',
    'the database is not available: it may not have been stored; try again',
    {
      cause: error,
    },
  );
}
