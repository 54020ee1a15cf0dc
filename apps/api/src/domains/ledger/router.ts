import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';

export const ledgerRouter = (): Handlers<(typeof admin)['ledger']> => ({
  getBalance: async () => notYet(),
  getOwed: async () => notYet(),
  listAccounts: async () => notYet(),
  listTransfers: async () => notYet(),
  listAdjustments: async () => notYet(),
  createAdjustment: async () => notYet(),
  decideAdjustment: async () => notYet(),
  listSuspense: async () => notYet(),
  resolveSuspense: async () => notYet(),
  getSecondPerson: async () => notYet(),
  setSecondPerson: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
