import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { ViewService } from './view-service.ts';

export const viewsRouter = ({ views }: { views: ViewService }): Handlers<(typeof admin)['views']> => ({
  listViews: async ({ input, ctx }) => views.list(input.list, await personOf(ctx)),
  createView: async ({ input, ctx }) => views.create(input, await personOf(ctx)),
  updateView: async ({ input, ctx }) => views.update(input, await personOf(ctx)),
  deleteView: async ({ input, ctx }) => views.delete(input, await personOf(ctx)),
  chooseView: async ({ input, ctx }) => views.choose(input, await personOf(ctx)),
});
