import type { admin, tracking } from '@dreamteamhub/sdk/contract';
import type { Caller } from '../../platform/caller.ts';
import { callerOf } from '../../transport/callers.ts';
import type { RequestContext } from '../../transport/context.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { Reporter } from '../tracking/touch-service.ts';
import type { ConversionList } from './conversion-list-service.ts';
import type { ConversionService } from './conversion-service.ts';
import type { DisputeService } from './dispute-service.ts';
import type { OrderService } from './order-service.ts';
import type { OrderViewService } from './order-view-service.ts';
import type { RefundService } from './refund-service.ts';
import type { UnmatchedRefundList } from './unmatched-refund-list-service.ts';
import type { UnmatchedRefundService } from './unmatched-refund-service.ts';

export const conversionsRouter = (services: {
  conversionList: ConversionList;
  conversions: ConversionService;
  refunds: RefundService;
  unmatchedRefundList: UnmatchedRefundList;
  unmatchedRefunds: UnmatchedRefundService;
}): Handlers<Omit<(typeof admin)['conversions'], 'markConversionPaid'>> => ({
  listConversions: async ({ input, ctx }) => services.conversionList.list(input, await callerOf(ctx)),
  approveConversion: async ({ input, ctx }) =>
    services.conversions.move(input.id, 'approve', await callerOf(ctx)),
  voidConversion: async ({ input, ctx }) => services.conversions.move(input.id, 'void', await callerOf(ctx)),
  verifyConversion: async ({ input, ctx }) => services.conversions.verify(input.id, await callerOf(ctx)),
  listUnmatchedRefunds: async ({ input, ctx }) =>
    services.unmatchedRefundList.list(input, await callerOf(ctx)),
  joinRefund: async ({ input, ctx }) => services.unmatchedRefunds.join(input, await callerOf(ctx)),
  recordRefund: async ({ input, ctx }) => services.refunds.recordRefund(input, await callerOf(ctx)),
});

export const ordersRouter = (services: {
  orders: OrderService;
  orderViews: OrderViewService;
}): Handlers<(typeof admin)['orders']> => ({
  recordOrder: async ({ input, ctx }) => services.orders.recordOrder(input, trusted(await callerOf(ctx))),
  listOrders: async ({ input, ctx }) => services.orderViews.list(input, await callerOf(ctx)),
  getOrder: async ({ input, ctx }) => services.orderViews.get(input.id, await callerOf(ctx)),
});

export const disputesRouter = (services: {
  disputes: DisputeService;
}): Handlers<Pick<(typeof admin)['commissions'], 'recordDispute'>> => ({
  recordDispute: async ({ input, ctx }) => services.disputes.recordDispute(input, await callerOf(ctx)),
});

/** Who may report an order for others is believed; their own address and browser say nothing of a customer. */
function trusted({ storefrontId }: Pick<Caller, 'storefrontId'>): Reporter {
  return { isTrusted: true, storefrontId, ip: '', userAgent: null };
}

/** What callers find under `tracking`, beside the clicks. */
export const reportsRouter = ({
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
  refunds: RefundService;
  reporterOf: (ctx: RequestContext) => Promise<Reporter>;
}): Handlers<
  Pick<(typeof tracking)['tracking'], 'recordConversion'> &
    Pick<(typeof admin)['conversions'], 'recordRefund'> &
    Pick<(typeof admin)['orders'], 'recordOrder'>
> => ({
  ...reportsRouter(services),
  recordRefund: async ({ input, ctx }) => services.refunds.recordRefund(input, await callerOf(ctx)),
  recordOrder: async ({ input, ctx }) => services.orders.recordOrder(input, trusted(await callerOf(ctx))),
});
