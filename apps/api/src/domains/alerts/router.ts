import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName, callerOf } from '../../transport/callers.ts';
import type { RequestContext } from '../../transport/context.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { EpisodeService } from './episode-service.ts';
import type { MuteService } from './mute-service.ts';

type EpisodeEntries = Omit<(typeof admin)['alerts'], keyof (typeof admin)['deliveries']>;

export const alertsRouter = (services: {
  episodes: EpisodeService;
  mutes: MuteService;
}): Handlers<EpisodeEntries> => ({
  listEpisodes: ({ input }) => services.episodes.list(input),
  countEpisodes: () => services.episodes.count(),
  getEpisode: ({ input }) => services.episodes.get(input.id),
  acknowledgeEpisodes: async ({ input, ctx }) => services.episodes.acknowledge(input, await byOf(ctx)),
  snoozeEpisodes: async ({ input, ctx }) => services.episodes.snooze(input, await byOf(ctx)),
  reopenEpisodes: async ({ input, ctx }) => services.episodes.reopen(input, await byOf(ctx)),
  listMutes: ({ input }) => services.mutes.list(input),
  previewMute: ({ input }) => services.mutes.preview(input),
  createMute: async ({ input, ctx }) => services.mutes.create(input, await byOf(ctx)),
  updateMute: async ({ input, ctx }) => services.mutes.update(input, await callerOf(ctx)),
  liftMute: async ({ input, ctx }) => services.mutes.lift(input, await callerOf(ctx)),
});

const byOf = async (ctx: RequestContext) => ({
  caller: await callerOf(ctx),
  name: callerName(await ctx.credential()),
});
