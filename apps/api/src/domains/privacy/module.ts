import type { Platform } from '../../platform/platform.ts';
import type { Payouts } from '../payouts/module.ts';
import type { Tracking } from '../tracking/module.ts';
import { PrivacyService } from './privacy-service.ts';
import { privacyRouter } from './router.ts';

/** Lets people see the data that the hub holds about them, and have it forgotten. */
export function createPrivacy(
  { work, env, now }: Platform,
  { tracking, payouts }: { tracking: Tracking; payouts: Payouts },
) {
  const services = {
    privacy: new PrivacyService({
      db: work,
      retention: {
        clickDays: env.CLICK_RETENTION_DAYS,
        addressDays: env.IP_RETENTION_DAYS,
        visitorDays: tracking.visitorDays,
        stockEventDays: env.STOCK_EVENT_RETENTION_DAYS,
      },
      disclosePayee: (affiliateId) => payouts.services.payee.disclose(affiliateId),
      visitorKey: tracking.visitorKey,
      now,
    }),
  };
  return { services, admin: privacyRouter(services) };
}
