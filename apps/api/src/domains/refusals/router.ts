import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { RefusedEventService } from './refused-event-service.ts';

export const refusalsRouter = ({
  refusedEvents,
}: {
  refusedEvents: RefusedEventService;
}): Handlers<(typeof admin)['refusals']> => ({
  listRefusedEvents: async ({ input, ctx }) => refusedEvents.list(input, await callerOf(ctx)),
});
