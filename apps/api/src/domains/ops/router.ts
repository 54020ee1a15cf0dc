import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { OpsService } from './ops-service.ts';

export const opsRouter = (services: {
  ops: OpsService;
  people: PeopleService;
}): Handlers<(typeof admin)['ops']> => ({
  testWebhook: ({ input }) => services.ops.testWebhook(input),
  testEmail: ({ input }) => services.ops.testEmail(input),
  testEvents: () => services.ops.testEvents(),
  scanNow: () => services.ops.scanNow(),
  getOverview: async ({ ctx }) => services.ops.getOverview(await callerOf(ctx)),
  getAlerting: () => services.ops.getAlerting(),
  getSetupState: async () => ({ needsFirstOperator: await services.people.needsFirstOperator() }),
  createFirstOperator: async ({ input, ctx }) =>
    services.people.createFirstOperator(input, await callerOf(ctx)),
});
