import type { Platform } from '../../platform/platform.ts';
import { RefusalLog } from './refusal-log.ts';
import { RefusedEventService } from './refused-event-service.ts';
import { refusalsRouter } from './router.ts';

/** Why storefronts' events were refused or not counted. */
export function createRefusals({ db, log, work }: Platform) {
  const refusals = new RefusalLog({ db: work, log });
  return {
    services: { refusals },
    admin: refusalsRouter({ refusedEvents: new RefusedEventService({ db }) }),
    upkeep: [() => refusals.forgetOld()],
    close: () => refusals.flush(),
  };
}
