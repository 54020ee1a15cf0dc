import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { TodayService } from '../analytics/today-service.ts';
import type { LiveService } from './live-service.ts';

export const liveRouter = (services: {
  live: LiveService;
  today: TodayService;
}): Handlers<(typeof admin)['live']> => ({
  async *watch({ input, ctx, signal }) {
    const caller = await callerOf(ctx);
    const { today } = input;
    const readToday = today === undefined ? null : () => services.today.watch(today, caller);
    yield* services.live.watch(input, caller, { signal, readToday });
  },
});
