import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { AccountService } from './account-service.ts';

export const accountRouter = (services: {
  accounts: AccountService;
}): Handlers<(typeof admin)['account']> => ({
  getMe: async ({ ctx }) => services.accounts.getMe((await personOf(ctx)).id),
  updateMe: async ({ input, ctx }) => services.accounts.updateMe(input, await personOf(ctx)),
  listSessions: async ({ ctx }) => services.accounts.listSessions(await personOf(ctx)),
  endSession: async ({ input, ctx }) => services.accounts.endSession(input.id, await personOf(ctx)),
  endOtherSessions: async ({ ctx }) => services.accounts.endOtherSessions(await personOf(ctx)),
});
