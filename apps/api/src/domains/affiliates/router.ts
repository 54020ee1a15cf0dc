import type { admin, tracking } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { RequestContext } from '../../transport/context.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { ConversionService } from '../conversions/conversion-service.ts';
import type { OrderService } from '../conversions/order-service.ts';
import type { Reporter, TrackingService } from '../tracking/tracking-service.ts';
import type { AffiliateService } from './affiliate-service.ts';

export const affiliatesRouter = (services: {
  affiliates: AffiliateService;
  conversions: ConversionService;
  orders: OrderService;
}): Handlers<(typeof admin)['affiliates']> => ({
  createAffiliate: async ({ input, ctx }) => services.affiliates.create(input, await callerOf(ctx)),
  listAffiliates: async ({ input, ctx }) => services.affiliates.list(input, await callerOf(ctx)),
  updateAffiliate: async ({ input, ctx }) => services.affiliates.update(input, await callerOf(ctx)),
  listConversions: async ({ input, ctx }) => services.conversions.list(input, await callerOf(ctx)),
  approveConversion: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'approve', await callerOf(ctx)),
  markConversionPaid: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'markPaid', await callerOf(ctx)),
  voidConversion: async ({ input, ctx }) => services.conversions.move(input.id, 'void', await callerOf(ctx)),
  verifyConversion: async ({ input, ctx }) => services.conversions.verify(input.id, await callerOf(ctx)),
  recordRefund: async ({ input, ctx }) => services.orders.recordRefund(input, await callerOf(ctx)),
});

export const trackingRouter = (services: {
  tracking: TrackingService;
  orders: OrderService;
}): Handlers<(typeof tracking)['tracking']> => ({
  recordClick: async ({ input, ctx }) => services.tracking.recordClick(input, await reporter(ctx)),
  recordClicks: async ({ input, ctx }) => ({
    results: await services.tracking.recordClicks(input.events, await reporter(ctx)),
  }),
  recordConversion: async ({ input, ctx }) => services.orders.recordConversion(input, await reporter(ctx)),
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
