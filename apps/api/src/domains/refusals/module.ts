import { RefusedEventDao } from '@dreamteamhub/db/refusals';
import type { Platform } from '../../platform/platform.ts';
import { RefusalLog } from './refusal-log.ts';
import { refusalsRouter } from './router.ts';

/** Why storefronts' events were refused or not counted. */
export function createRefusals({ db, log, work }: Platform) {
  const refusals = new RefusalLog({ db: work, log });
  return {
    services: { refusals },
    admin: refusalsRouter({ refusedEvents: new RefusedEventDao(db) }),
    upkeep: [() => refusals.forgetOld()],
    close: () => refusals.flush(),
  };
}
