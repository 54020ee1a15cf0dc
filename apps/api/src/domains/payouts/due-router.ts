import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf, personOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { DueService } from './due-service.ts';
import type { MismatchService } from './mismatch-service.ts';
import type { RequestService } from './request-service.ts';

type Entries = (typeof admin)['payouts'];

export const dueRouter = (services: {
  due: DueService;
  mismatches: MismatchService;
  requests: RequestService;
}): Pick<
  Handlers<Entries>,
  'getDue' | 'listMismatches' | 'resolveMismatch' | 'listRequests' | 'createRequest' | 'rejectRequest'
> => ({
  getDue: async ({ input, ctx }) => services.due.get(input, await callerOf(ctx)),
  listMismatches: async ({ input, ctx }) => services.mismatches.list(input, await callerOf(ctx)),
  resolveMismatch: async ({ input, ctx }) => services.mismatches.resolve(input, await personOf(ctx)),
  listRequests: async ({ input, ctx }) => services.requests.list(input, await callerOf(ctx)),
  createRequest: async ({ input, ctx }) => services.requests.create(input, await personOf(ctx)),
  rejectRequest: async ({ input, ctx }) => services.requests.reject(input, await personOf(ctx)),
});
