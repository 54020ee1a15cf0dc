import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { ConversionService } from './conversion-service.ts';

export const conversionsRouter = (services: {
  conversions: ConversionService;
}): Handlers<(typeof admin)['conversions']> => ({
  listConversions: async ({ input, ctx }) => services.conversions.list(input, await callerOf(ctx)),
  approveConversion: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'approve', await callerOf(ctx)),
  markConversionPaid: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'markPaid', await callerOf(ctx)),
  voidConversion: async ({ input, ctx }) => services.conversions.move(input.id, 'void', await callerOf(ctx)),
  verifyConversion: async ({ input, ctx }) => services.conversions.verify(input.id, await callerOf(ctx)),
  recordRefund: async ({ input, ctx }) => services.conversions.recordRefund(input, await callerOf(ctx)),
});
