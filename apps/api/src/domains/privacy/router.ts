import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { PrivacyService } from './privacy-service.ts';

export const privacyRouter = (services: {
  privacy: PrivacyService;
}): Handlers<(typeof admin)['privacy']> => ({
  getRetention: () => services.privacy.getRetention(),
  exportVisitor: async ({ input, ctx }) =>
    services.privacy.exportVisitor(input.visitorId, await callerOf(ctx)),
  eraseVisitor: async ({ input, ctx }) => services.privacy.eraseVisitor(input.visitorId, await callerOf(ctx)),
  exportAffiliate: async ({ input, ctx }) => services.privacy.exportAffiliate(input.id, await callerOf(ctx)),
  eraseAffiliate: async ({ input, ctx }) => services.privacy.eraseAffiliate(input.id, await callerOf(ctx)),
  exportPerson: async ({ input, ctx }) => services.privacy.exportPerson(input.id, await callerOf(ctx)),
  erasePerson: async ({ input, ctx }) => services.privacy.erasePerson(input.id, await callerOf(ctx)),
});
