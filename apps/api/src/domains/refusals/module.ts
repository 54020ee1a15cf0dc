import type { Database } from '@dreamteamhub/db';
import type { Platform } from '../../platform/platform.ts';
import { RefusalLog } from './refusal-log.ts';
import { RefusedEventService } from './refused-event-service.ts';
import { refusalsRouter } from './router.ts';

export type Refusals = ReturnType<typeof createRefusals>;

/** Why storefronts' events were refused or not counted. */
export function createRefusals({ db, log, work }: Platform) {
  const refusals = new RefusalLog({ db: work, log });
  return {
    services: { refusals },
    admin: refusalsRouter({ refusedEvents: new RefusedEventService({ db }) }),
    /** Its lists, as another connection to the database sees them. */
    listsOn: (other: Database) => ({ refusedEvents: new RefusedEventService({ db: other }) }),
    upkeep: [() => refusals.forgetOld()],
    close: () => refusals.flush(),
  };
}
