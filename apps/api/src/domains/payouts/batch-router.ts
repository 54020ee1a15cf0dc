import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { BatchService } from './batch-service.ts';
import type { DraftService } from './draft-service.ts';
import type { ExecutionService } from './execution-service.ts';

type Entries = (typeof admin)['payouts'];

export const batchRouter = (services: {
  batches: BatchService;
  drafts: DraftService;
  execution: ExecutionService;
}): Pick<
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
  listBatches: async ({ input, ctx }) => services.batches.list(input, await callerOf(ctx)),
  createBatch: async ({ input, ctx }) => services.drafts.create(input, await personOf(ctx)),
  getBatch: async ({ input, ctx }) => services.batches.get(input.id, await callerOf(ctx), input),
  approveBatch: async ({ input, ctx }) => services.batches.approve(input.id, await personOf(ctx)),
  submitBatch: async ({ input, ctx }) => services.execution.submit(input.id, await personOf(ctx)),
  settleBatch: async ({ input, ctx }) => services.execution.settle(input, await personOf(ctx)),
  cancelBatch: async ({ input, ctx }) => services.batches.cancel(input.id, await personOf(ctx)),
  listItems: async ({ input, ctx }) => services.batches.listItems(input, await callerOf(ctx)),
  getItem: async ({ input, ctx }) => services.batches.getItem(input.id, await callerOf(ctx)),
});
