import { LiveDao } from '@dreamteamhub/db/live';
import type { Platform } from '../../platform/platform.ts';
import type { Analytics } from '../analytics/module.ts';
import { ChangeSource } from './change-source.ts';
import { LiveService } from './live-service.ts';
import { addLiveMetrics } from './metrics.ts';
import { liveRouter } from './router.ts';

/** Tells open pages that something has changed. */
export function createLive(
  { db, metrics, now, quietLog }: Platform,
  { analytics }: { analytics: Analytics },
) {
  const dao = new LiveDao(db);
  const source = new ChangeSource({ getMarks: () => dao.getMarks(), log: quietLog, now });
  const services = { live: new LiveService({ source, metrics: addLiveMetrics(metrics), now }) };
  return {
    services,
    admin: liveRouter({ ...services, ...analytics.services }),
    close: async () => services.live.close(),
  };
}
