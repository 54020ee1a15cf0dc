import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { OpsService } from './ops-service.ts';
import type { SetupProgressService } from './setup-progress-service.ts';

type OpsEntries = Omit<(typeof admin)['ops'], 'getSetupState' | 'createFirstOperator'>;

export const opsRouter = (services: {
  ops: OpsService;
  setupProgress: SetupProgressService;
}): Handlers<OpsEntries> => ({
  testWebhook: async ({ input, ctx }) => services.ops.testWebhook(input, await callerOf(ctx)),
  testEmail: async ({ input, ctx }) => services.ops.testEmail(input, await callerOf(ctx)),
  testEvents: async ({ ctx }) => services.ops.testEvents(await callerOf(ctx)),
  testChannel: async ({ input, ctx }) => services.ops.testChannel(input, await callerOf(ctx)),
  getProgress: async ({ ctx }) => services.setupProgress.get(await personOf(ctx)),
  scanNow: () => services.ops.scanNow(),
  getOverview: async ({ ctx }) => services.ops.getOverview(await callerOf(ctx)),
  getAlerting: () => services.ops.getAlerting(),
});
