import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName, callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { DeliveryHistoryService } from '../deliveries/delivery-history-service.ts';
import type { EpisodeService } from './episode-service.ts';

export const alertsRouter = (services: {
  episodes: EpisodeService;
  deliveryHistory: DeliveryHistoryService;
}): Handlers<(typeof admin)['alerts']> => ({
  listEpisodes: ({ input }) => services.episodes.list(input),
  countEpisodes: () => services.episodes.count(),
  getEpisode: ({ input }) => services.episodes.get(input.id),
  acknowledgeEpisodes: async ({ input, ctx }) =>
    services.episodes.acknowledge(input, callerName(await ctx.credential())),
  snoozeEpisodes: async ({ input, ctx }) =>
    services.episodes.snooze(input, callerName(await ctx.credential())),
  reopenEpisodes: async ({ input, ctx }) =>
    services.episodes.reopen(input, callerName(await ctx.credential())),
  listDeliveries: ({ input }) => services.deliveryHistory.list(input),
  getDelivery: ({ input }) => services.deliveryHistory.get(input.id),
  redriveDeliveries: async ({ input, ctx }) => services.deliveryHistory.redrive(input, await callerOf(ctx)),
});
