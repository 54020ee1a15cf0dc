import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { PeriodService } from './period-service.ts';
import type { StatementService } from './statement-service.ts';

type Entries = (typeof admin)['payouts'];

export const periodRouter = (services: {
  periods: PeriodService;
  statements: StatementService;
}): Pick<
  Handlers<Entries>,
  'listPeriods' | 'getPeriod' | 'closePeriods' | 'listStatements' | 'getStatement'
> => ({
  listPeriods: async ({ input, ctx }) => services.periods.list(input, await callerOf(ctx)),
  getPeriod: async ({ input, ctx }) => services.periods.get(input.id, await callerOf(ctx)),
  closePeriods: async ({ input, ctx }) => services.periods.close(input, await personOf(ctx)),
  listStatements: async ({ input, ctx }) => services.statements.list(input, await callerOf(ctx)),
  getStatement: async ({ input, ctx }) => services.statements.get(input, await callerOf(ctx)),
});
