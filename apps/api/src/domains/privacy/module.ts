import type { Platform } from '../../platform/platform.ts';
import type { Tracking } from '../tracking/module.ts';
import { PrivacyService } from './privacy-service.ts';
import { privacyRouter } from './router.ts';

/** What people may ask of whoever holds data about them. */
export function createPrivacy({ db, env, now }: Platform, { tracking }: { tracking: Tracking }) {
  const services = {
    privacy: new PrivacyService({
      db,
      retention: {
        clickDays: env.CLICK_RETENTION_DAYS,
        addressDays: env.IP_RETENTION_DAYS,
        visitorDays: tracking.visitorDays,
        stockEventDays: env.STOCK_EVENT_RETENTION_DAYS,
      },
      visitorKey: tracking.visitorKey,
      now,
    }),
  };
  return { services, admin: privacyRouter(services) };
}
