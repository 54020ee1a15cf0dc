import type { admin } from '@dreamteamhub/sdk/contract';
import { personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { BulkService } from './bulk-service.ts';

export const bulkRouter = ({ bulk }: { bulk: BulkService }): Handlers<(typeof admin)['bulk']> => ({
  prepareProducts: async ({ input, ctx }) => bulk.prepareProducts(input, await personOf(ctx)),
  prepareAffiliates: async ({ input, ctx }) => bulk.prepareAffiliates(input, await personOf(ctx)),
  prepareConversions: async ({ input, ctx }) => bulk.prepareConversions(input, await personOf(ctx)),
  applyChange: async ({ input, ctx }) => bulk.apply(input.id, await personOf(ctx)),
  undoChange: async ({ input, ctx }) => bulk.undo(input.id, await personOf(ctx)),
  getChange: ({ input }) => bulk.get(input.id),
  listChanges: ({ input }) => bulk.list(input),
});
