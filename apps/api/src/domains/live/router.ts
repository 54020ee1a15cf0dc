import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { LiveService } from './live-service.ts';

export const liveRouter = (services: { live: LiveService }): Handlers<(typeof admin)['live']> => ({
  async *watch({ input, ctx, signal }) {
    yield* services.live.watch(input, await callerOf(ctx), signal);
  },
});
