import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { AdjustmentService } from './adjustment-service.ts';
import type { BalanceService } from './balance-service.ts';
import type { SecondPersonService } from './second-person-service.ts';
import type { SuspenseService } from './suspense-service.ts';
import type { TransferService } from './transfer-service.ts';

export const ledgerRouter = (services: {
  balances: BalanceService;
  transfers: TransferService;
  adjustments: AdjustmentService;
  suspense: SuspenseService;
  secondPerson: SecondPersonService;
}): Handlers<(typeof admin)['ledger']> => ({
  getBalance: async ({ input, ctx }) => services.balances.get(input.id, await callerOf(ctx)),
  getOwed: async ({ input, ctx }) => services.balances.getOwed(input, await callerOf(ctx)),
  listAccounts: async ({ input, ctx }) => services.balances.listAccounts(input, await callerOf(ctx)),
  listTransfers: async ({ input, ctx }) => services.transfers.list(input, await callerOf(ctx)),
  listAdjustments: async ({ input, ctx }) => services.adjustments.list(input, await callerOf(ctx)),
  createAdjustment: async ({ input, ctx }) => services.adjustments.propose(input, await personOf(ctx)),
  decideAdjustment: async ({ input, ctx }) => services.adjustments.decide(input, await personOf(ctx)),
  listSuspense: async ({ input, ctx }) => services.suspense.list(input, await callerOf(ctx)),
  resolveSuspense: async ({ input, ctx }) => services.suspense.resolve(input, await personOf(ctx)),
  getSecondPerson: async () => services.secondPerson.get(),
  setSecondPerson: async ({ input, ctx }) => services.secondPerson.set(input, await personOf(ctx)),
});
