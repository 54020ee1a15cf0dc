import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { InspectorService } from './inspector-service.ts';

export const inspectorRouter = ({
  inspector,
}: {
  inspector: InspectorService;
}): Handlers<(typeof admin)['inspector']> => ({
  listEvents: async ({ input, ctx }) => inspector.list(input, await callerOf(ctx)),
  getEvent: async ({ input, ctx }) => inspector.get(input.id, await callerOf(ctx)),
});
