import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { TestEventService } from './test-event-service.ts';

interface Services {
  testEvents: TestEventService;
}

export const testEventsRouter = ({ testEvents }: Services): Handlers<(typeof admin)['testEvents']> => ({
  listTestEvents: async ({ input, ctx }) => testEvents.list(input, await callerOf(ctx)),
  removeTestEvents: async ({ input, ctx }) => testEvents.remove(input, await callerOf(ctx)),
});

/** The same for test keys, of whom no other table knows anything. */
export const testKeyRouter = ({ testEvents }: Services): Handlers<(typeof admin)['testEvents']> => ({
  listTestEvents: async ({ input, ctx }) => testEvents.list(input, await callerOf(ctx)),
  removeTestEvents: async ({ input, ctx }) => testEvents.removeUnnoted(input, await callerOf(ctx)),
});
