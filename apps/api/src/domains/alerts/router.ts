import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { EpisodeService } from './episode-service.ts';

type EpisodeEntries = Omit<(typeof admin)['alerts'], keyof (typeof admin)['deliveries']>;

export const alertsRouter = (services: { episodes: EpisodeService }): Handlers<EpisodeEntries> => ({
  listEpisodes: ({ input }) => services.episodes.list(input),
  countEpisodes: () => services.episodes.count(),
  getEpisode: ({ input }) => services.episodes.get(input.id),
  acknowledgeEpisodes: async ({ input, ctx }) =>
    services.episodes.acknowledge(input, callerName(await ctx.credential())),
  snoozeEpisodes: async ({ input, ctx }) =>
    services.episodes.snooze(input, callerName(await ctx.credential())),
  reopenEpisodes: async ({ input, ctx }) =>
    services.episodes.reopen(input, callerName(await ctx.credential())),
});
