import type { admin, tracking } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { RequestContext } from '../../transport/context.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { Reporter } from '../tracking/touch-service.ts';
import type { ConversionService } from './conversion-service.ts';
import type { OrderService } from './order-service.ts';
import type { UnmatchedRefundService } from './unmatched-refund-service.ts';

export const conversionsRouter = (services: {
  conversions: ConversionService;
  orders: OrderService;
  unmatchedRefunds: UnmatchedRefundService;
}): Handlers<(typeof admin)['conversions']> => ({
  listConversions: async ({ input, ctx }) => services.conversions.list(input, await callerOf(ctx)),
  approveConversion: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'approve', await callerOf(ctx)),
  markConversionPaid: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'markPaid', await callerOf(ctx)),
  voidConversion: async ({ input, ctx }) => services.conversions.move(input.id, 'void', await callerOf(ctx)),
  verifyConversion: async ({ input, ctx }) => services.conversions.verify(input.id, await callerOf(ctx)),
  listUnmatchedRefunds: async ({ input, ctx }) => services.unmatchedRefunds.list(input, await callerOf(ctx)),
  joinRefund: async ({ input, ctx }) => services.unmatchedRefunds.join(input, await callerOf(ctx)),
  recordRefund: async ({ input, ctx }) => services.orders.recordRefund(input, await callerOf(ctx)),
});

/** What callers find under `tracking`, beside the clicks. */
export const ordersRouter = ({
  orders,
  reporterOf,
}: {
  orders: OrderService;
  reporterOf: (ctx: RequestContext) => Promise<Reporter>;
}): Handlers<Pick<(typeof tracking)['tracking'], 'recordConversion'>> => ({
  recordConversion: async ({ input, ctx }) => orders.recordConversion(input, await reporterOf(ctx)),
});

/** What test keys find: orders and refunds that are kept among the test events. */
export const testOrdersRouter = (services: {
  orders: OrderService;
  reporterOf: (ctx: RequestContext) => Promise<Reporter>;
}): Handlers<
  Pick<(typeof tracking)['tracking'], 'recordConversion'> &
    Pick<(typeof admin)['conversions'], 'recordRefund'>
> => ({
  ...ordersRouter(services),
  recordRefund: async ({ input, ctx }) => services.orders.recordRefund(input, await callerOf(ctx)),
});
