import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { DeliveryHistoryService } from './delivery-history-service.ts';

export const deliveriesRouter = (services: {
  deliveryHistory: DeliveryHistoryService;
}): Handlers<(typeof admin)['deliveries']> => ({
  listDeliveries: ({ input }) => services.deliveryHistory.list(input),
  getDelivery: ({ input }) => services.deliveryHistory.get(input.id),
  redriveDeliveries: async ({ input, ctx }) => services.deliveryHistory.redrive(input, await callerOf(ctx)),
});
