import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';

type Entries = (typeof admin)['payouts'];

export const periodRouter = (): Pick<
  Handlers<Entries>,
  'listPeriods' | 'closePeriods' | 'listStatements' | 'getStatement'
> => ({
  listPeriods: async () => notYet(),
  closePeriods: async () => notYet(),
  listStatements: async () => notYet(),
  getStatement: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
