import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';

type Entries = (typeof admin)['payouts'];

export const dueRouter = (): Pick<
  Handlers<Entries>,
  'getDue' | 'listMismatches' | 'resolveMismatch' | 'listRequests' | 'createRequest' | 'rejectRequest'
> => ({
  getDue: async () => notYet(),
  listMismatches: async () => notYet(),
  resolveMismatch: async () => notYet(),
  listRequests: async () => notYet(),
  createRequest: async () => notYet(),
  rejectRequest: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
