import type { RefusedEventDao } from '@dreamteamhub/db/refusals';
import type { admin } from '@dreamteamhub/sdk/contract';
import { readCursor } from '../../platform/cursor.ts';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';

export const refusalsRouter = ({
  refusedEvents,
}: {
  refusedEvents: RefusedEventDao;
}): Handlers<(typeof admin)['refusals']> => ({
  listRefusedEvents: async ({ input, ctx }) => {
    const { storefrontId } = await callerOf(ctx);
    const { kind, limit, cursor } = input;
    const page = await refusedEvents.getRefusedEvents({
      kind,
      limit,
      afterId: readCursor(cursor),
      storefrontId,
    });
    return {
      items: page.items.map(({ timestamp, ...event }) => ({ ...event, at: timestamp.toISOString() })),
      nextCursor: page.nextCursor,
    };
  },
});
