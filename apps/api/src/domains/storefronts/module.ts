import type { Platform } from '../../platform/platform.ts';
import { StartError } from '../../platform/start-error.ts';
import { KeyService } from './key-service.ts';
import { KeyVerifier } from './key-verifier.ts';
import { storefrontsRouter } from './router.ts';
import { StorefrontService } from './storefront-service.ts';
import { findZoneDifferences } from './zone-differences.ts';

export type Storefronts = ReturnType<typeof createStorefronts>;

/** Storefronts, and the keys that their pages and servers call with. */
export function createStorefronts({ db, lookups, secrets, env, log, now, work }: Platform) {
  const keyVerifier = new KeyVerifier({ db: lookups, secrets });
  const services = {
    storefronts: new StorefrontService({ db, hubTimeZone: env.TIME_ZONE }),
    keys: new KeyService({ db, secrets, onEnd: () => keyVerifier.forget() }),
    keyVerifier,
  };
  /** Of use to people, and no reason not to start. */
  const tellOfZones = async () => {
    try {
      const hubTimeZone = env.TIME_ZONE;
      for (const told of await findZoneDifferences(db, { hubTimeZone, now: now() })) log.warn(told);
    } catch (error) {
      log.warn({ err: error }, 'the rules of time zones could not be compared with those of PostgreSQL');
    }
  };
  return {
    services,
    admin: storefrontsRouter(services),
    async prepare() {
      await services.keys.syncEnvironmentKey(env.HUB_SECRET_KEY);
      if (!(await services.storefronts.setDefaultCurrency(env.CURRENCY))) {
        throw new StartError(
          `CURRENCY: the default storefront has orders, refunds or commission rules in a currency other than ${env.CURRENCY}`,
        );
      }
      await tellOfZones();
    },
    upkeep: [() => new KeyVerifier({ db: work, secrets }).forgetSignedRequests()],
  };
}
