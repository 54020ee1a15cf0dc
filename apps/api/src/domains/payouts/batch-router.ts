import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';

type Entries = (typeof admin)['payouts'];

export const batchRouter = (): Pick<
  Handlers<Entries>,
  | 'listBatches'
  | 'createBatch'
  | 'getBatch'
  | 'approveBatch'
  | 'submitBatch'
  | 'settleBatch'
  | 'cancelBatch'
  | 'listItems'
  | 'getItem'
> => ({
  listBatches: async () => notYet(),
  createBatch: async () => notYet(),
  getBatch: async () => notYet(),
  approveBatch: async () => notYet(),
  submitBatch: async () => notYet(),
  settleBatch: async () => notYet(),
  cancelBatch: async () => notYet(),
  listItems: async () => notYet(),
  getItem: async () => notYet(),
});

function notYet(): never {
  throw new Error('in progress');
}
