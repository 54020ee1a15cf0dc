import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';

type Entries = (typeof admin)['payouts'];

export const payeeRouter = (): Pick<
  Handlers<Entries>,
  'getPayoutDetails' | 'setPayoutDetails' | 'getPayoutSettings' | 'setPayoutSettings'
> => ({
  getPayoutDetails: async () => notYet(),
  setPayoutDetails: async () => notYet(),
  getPayoutSettings: async () => notYet(),
  setPayoutSettings: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
