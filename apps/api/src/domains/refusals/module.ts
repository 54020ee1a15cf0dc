import type { Platform } from '../../platform/platform.ts';
import { ArrivalLog } from './arrival-log.ts';
import { RefusalLog } from './refusal-log.ts';
import { RefusedEventService } from './refused-event-service.ts';
import { refusalsRouter } from './router.ts';

/** Why storefronts' events were refused or not counted, and how those came in that were taken. */
export function createRefusals({ db, log, work }: Platform) {
  const arrivals = new ArrivalLog({ db: work, log });
  const refusals = new RefusalLog({ db: work, arrivals, log });
  return {
    services: { refusals, arrivals },
    admin: refusalsRouter({ refusedEvents: new RefusedEventService({ db }) }),
    upkeep: [() => refusals.forgetOld(), () => arrivals.forgetOld()],
    async close() {
      await refusals.flush();
      await arrivals.flush();
    },
  };
}
