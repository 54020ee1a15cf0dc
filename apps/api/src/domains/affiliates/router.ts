import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { AffiliateClickService } from './affiliate-click-service.ts';
import type { AffiliateCodeService } from './affiliate-code-service.ts';
import type { AffiliateService } from './affiliate-service.ts';

type AffiliateEntries = Omit<(typeof admin)['affiliates'], keyof (typeof admin)['conversions']>;

export const affiliatesRouter = (services: {
  affiliates: AffiliateService;
  affiliateCodes: AffiliateCodeService;
  affiliateClicks: AffiliateClickService;
}): Handlers<AffiliateEntries> => ({
  addCode: async ({ input, ctx }) => services.affiliateCodes.add(input, await callerOf(ctx)),
  listCodes: async ({ input, ctx }) => services.affiliateCodes.list(input, await callerOf(ctx)),
  removeCode: async ({ input, ctx }) => services.affiliateCodes.remove(input.id, await callerOf(ctx)),
  listClicks: async ({ input, ctx }) => services.affiliateClicks.list(input, await callerOf(ctx)),
  createAffiliate: async ({ input, ctx }) => services.affiliates.create(input, await callerOf(ctx)),
  listAffiliates: async ({ input, ctx }) => services.affiliates.list(input, await callerOf(ctx)),
  getAffiliate: async ({ input, ctx }) => services.affiliates.get(input.id, await callerOf(ctx)),
  listAlikeHandles: async ({ ctx }) => services.affiliates.listAlike(await callerOf(ctx)),
  mergeAffiliate: async ({ input, ctx }) => services.affiliates.merge(input, await callerOf(ctx)),
  updateAffiliate: async ({ input, ctx }) => services.affiliates.update(input, await callerOf(ctx)),
});
