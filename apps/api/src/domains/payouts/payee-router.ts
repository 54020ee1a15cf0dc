import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { PayeeService } from './payee-service.ts';
import type { PayoutSettingsService } from './settings-service.ts';

type Entries = (typeof admin)['payouts'];

export const payeeRouter = (services: {
  payee: PayeeService;
  payoutSettings: PayoutSettingsService;
}): Pick<
  Handlers<Entries>,
  'getPayoutDetails' | 'setPayoutDetails' | 'getPayoutSettings' | 'setPayoutSettings'
> => ({
  getPayoutDetails: async ({ input }) => services.payee.get(input),
  setPayoutDetails: async ({ input, ctx }) => services.payee.set(input, await personOf(ctx)),
  getPayoutSettings: async ({ input, ctx }) => services.payoutSettings.get(input, await callerOf(ctx)),
  setPayoutSettings: async ({ input, ctx }) => services.payoutSettings.set(input, await personOf(ctx)),
});
