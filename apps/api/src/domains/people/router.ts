import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { NewcomerService } from './newcomer-service.ts';
import type { PeopleService } from './people-service.ts';

export const teamRouter = (services: {
  people: PeopleService;
  newcomers: NewcomerService;
}): Handlers<(typeof admin)['team']> => ({
  listTeam: ({ input }) => services.people.list(input),
  invitePerson: async ({ input, ctx }) =>
    services.people.invite(
      { ...input, linkTo: (token) => `${ctx.publicOrigin}/join?token=${token}` },
      await personOf(ctx),
    ),
  revokeInvitation: async ({ input, ctx }) => services.people.revokeInvitation(input.id, await callerOf(ctx)),
  getInvitation: ({ input }) => services.people.getInvitation(input.token),
  acceptInvitation: async ({ input, ctx }) => services.newcomers.acceptInvitation(input, await callerOf(ctx)),
  changeRole: async ({ input, ctx }) => services.people.changeRole(input, await callerOf(ctx)),
  removePerson: async ({ input, ctx }) => services.people.remove(input.id, await callerOf(ctx)),
  signOutPerson: async ({ input, ctx }) => services.people.signOut(input.id, await callerOf(ctx)),
});

/** The first operator has nobody to invite them. */
export const setupRouter = (
  services: { people: PeopleService; newcomers: NewcomerService },
  { isDemo }: { isDemo: boolean },
): Handlers<Pick<(typeof admin)['ops'], 'getSetupState' | 'createFirstOperator'>> => ({
  getSetupState: async () => ({ needsFirstOperator: await services.people.needsFirstOperator(), isDemo }),
  createFirstOperator: async ({ input, ctx }) =>
    services.newcomers.createFirstOperator(input, await callerOf(ctx)),
});
