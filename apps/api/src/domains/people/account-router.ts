import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { PeopleService } from './people-service.ts';

export const accountRouter = (services: { people: PeopleService }): Handlers<(typeof admin)['account']> => ({
  getMe: async ({ ctx }) => services.people.getMe((await personOf(ctx)).id),
  updateMe: async ({ input, ctx }) => services.people.updateMe(input, await personOf(ctx)),
  listSessions: async ({ ctx }) => services.people.listSessions(await personOf(ctx)),
  endSession: async ({ input, ctx }) => services.people.endSession(input.id, await personOf(ctx)),
  endOtherSessions: async ({ ctx }) => services.people.endOtherSessions(await personOf(ctx)),
});
