import type { tracking } from '@dreamteamhub/sdk/contract';
import type { RequestContext } from '../../transport/context.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { Reporter } from './reporter.ts';
import type { TrackingService } from './tracking-service.ts';

export const trackingRouter = (services: {
  tracking: TrackingService;
}): Handlers<Omit<(typeof tracking)['tracking'], 'recordConversion'>> => ({
  recordClick: async ({ input, ctx }) => services.tracking.recordClick(input, await reporterOf(ctx)),
  recordClicks: async ({ input, ctx }) => ({
    results: await services.tracking.recordClicks(input.events, await reporterOf(ctx)),
  }),
});

/** Returns who reports the tracking events of a request. */
export async function reporterOf(ctx: RequestContext): Promise<Reporter> {
  const credential = await ctx.keyCredential();
  return {
    isTrusted: credential.kind === 'secret',
    storefrontId:
      credential.kind === 'secret' || credential.kind === 'publishable' ? credential.storefrontId : null,
    ip: ctx.ip,
    userAgent: ctx.userAgent,
  };
}
