import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { KeyService } from './key-service.ts';
import type { StorefrontService } from './storefront-service.ts';

export const storefrontsRouter = (services: {
  storefronts: StorefrontService;
  keys: KeyService;
}): Handlers<(typeof admin)['storefronts']> => ({
  listStorefronts: async ({ ctx }) => services.storefronts.list(await callerOf(ctx)),
  createStorefront: async ({ input, ctx }) => services.storefronts.create(input, await callerOf(ctx)),
  updateStorefront: async ({ input, ctx }) => services.storefronts.update(input, await callerOf(ctx)),
  listKeys: () => services.keys.list(),
  issueKey: async ({ input, ctx }) => services.keys.issue(input, await callerOf(ctx)),
  rotateKey: async ({ input, ctx }) => services.keys.rotate(input, await callerOf(ctx)),
  revokeKey: async ({ input, ctx }) => services.keys.revoke(input.id, await callerOf(ctx)),
});
