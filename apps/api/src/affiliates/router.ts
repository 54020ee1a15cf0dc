import type { admin, tracking } from '@dreamteamhub/sdk/contract';
import type { RequestContext } from '../transport/context.ts';
import type { Handlers } from '../transport/implement.ts';
import type { AffiliateService } from './affiliate-service.ts';
import type { ConversionService } from './conversion-service.ts';
import type { Reporter, TrackingService } from './tracking-service.ts';

export const affiliatesRouter = (services: {
  affiliates: AffiliateService;
  conversions: ConversionService;
}): Handlers<(typeof admin)['affiliates']> => ({
  createAffiliate: ({ input }) => services.affiliates.create(input),
  listAffiliates: ({ input }) => services.affiliates.list(input),
  updateAffiliate: ({ input }) => services.affiliates.update(input),
  listConversions: ({ input }) => services.conversions.list(input),
  approveConversion: ({ input }) => services.conversions.move(input.id, 'approve'),
  markConversionPaid: ({ input }) => services.conversions.move(input.id, 'markPaid'),
  voidConversion: ({ input }) => services.conversions.move(input.id, 'void'),
  verifyConversion: ({ input }) => services.conversions.verify(input.id),
});

export const trackingRouter = (services: {
  tracking: TrackingService;
}): Handlers<(typeof tracking)['tracking']> => ({
  recordClick: async ({ input, ctx }) => services.tracking.recordClick(input, await reporter(ctx)),
  recordClicks: async ({ input, ctx }) => ({
    results: await services.tracking.recordClicks(input.events, await reporter(ctx)),
  }),
  recordConversion: async ({ input, ctx }) => services.tracking.recordConversion(input, await reporter(ctx)),
});

async function reporter(ctx: RequestContext): Promise<Reporter> {
  const credential = await ctx.keyCredential();
  return {
    isTrusted: credential.kind === 'secret',
    storefrontId:
      credential.kind === 'secret' || credential.kind === 'publishable' ? credential.storefrontId : null,
    ip: ctx.ip,
    userAgent: ctx.userAgent,
  };
}
