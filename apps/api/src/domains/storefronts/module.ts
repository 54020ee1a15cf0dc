import type { Platform } from '../../platform/platform.ts';
import { StartError } from '../../platform/start-error.ts';
import { KeyService } from './key-service.ts';
import { KeyVerifier } from './key-verifier.ts';
import { storefrontsRouter } from './router.ts';
import { StorefrontService } from './storefront-service.ts';

export type Storefronts = ReturnType<typeof createStorefronts>;

/** Storefronts, and the keys that their pages and servers call with. */
export function createStorefronts({ db, lookups, secrets, env, work }: Platform) {
  const keyVerifier = new KeyVerifier({ db: lookups, secrets });
  const services = {
    storefronts: new StorefrontService({ db, hubTimeZone: env.TIME_ZONE }),
    keys: new KeyService({ db, secrets, onEnd: () => keyVerifier.forget() }),
    keyVerifier,
  };
  return {
    services,
    admin: storefrontsRouter(services),
    async prepare() {
      await services.keys.syncEnvironmentKey(env.HUB_SECRET_KEY);
      if (!(await services.storefronts.setDefaultCurrency(env.CURRENCY))) {
        throw new StartError(
          `CURRENCY: the default storefront has orders in a currency other than ${env.CURRENCY}`,
        );
      }
    },
    upkeep: [() => new KeyVerifier({ db: work, secrets }).forgetSignedRequests()],
  };
}
