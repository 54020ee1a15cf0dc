import type { Entry } from '@dreamteamhub/sdk/contract';
import { AppError, fromZodError } from '../platform/app-error.ts';
import { readInput } from '../platform/read-input.ts';
import type { Credential } from './context.ts';
import { hidePeople } from './hide-people.ts';

/** Returns the input of a call as its entry takes it; throws what is wrong with it. */
export function inputOf(entry: Entry, raw: unknown): unknown {
  const result = readInput(entry, withoutDirection(raw ?? {}));
  if (result.success) return result.data;
  throw fromZodError(result.error);
}

// tRPC's infinite queries send a direction beside the cursor; our lists only go forward.
function withoutDirection(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('direction' in raw)) return raw;
  const { direction, ...input } = raw;
  return direction === 'forward' ? input : raw;
}

/** Returns what a caller gets to see of an output; throws for one that is not what the contract promises. */
export function outputFor(entry: Entry, credential: Credential, output: unknown): unknown {
  const promised = entry.output.safeParse(output);
  if (!promised.success) {
    // Our fault, not the caller's.
    throw new AppError('internal', 'the hub’s answer was not what its contract promises', {
      cause: promised.error,
    });
  }
  // Tracking answers with receipts, which name nobody; no key gets what has no scope.
  if (entry.scope === undefined || entry.scope === 'events:write') return promised.data;
  return credential.kind === 'secret' ? hidePeople(promised.data) : promised.data;
}
