import { faultOf } from '@dreamteamhub/db';
import { AppError } from './app-error.ts';

/**
 * Returns what callers are told about an error of the database; null for an error that is none, and for a conflict that the
 * hub did not foresee: that is a mistake of ours, and another try may win.
 */
export function fromDatabaseError(error: unknown): AppError | null {
  switch (faultOf(error)) {
    case 'database':
      return new AppError('unavailable', 'the database is not available: this may not be stored, try again', {
        cause: error,
      });
    case 'event':
      return new AppError('bad_request', 'the database cannot store a value of this request', {
        cause: error,
      });
    default:
      return null;
  }
}
