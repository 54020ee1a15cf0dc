import type { Platform } from '../../platform/platform.ts';
import { AffiliateClickService } from './affiliate-click-service.ts';
import { AffiliateCodeService } from './affiliate-code-service.ts';
import { AffiliateService } from './affiliate-service.ts';
import { MetricsRefresher } from './metrics-refresher.ts';
import { affiliatesRouter } from './router.ts';

export type Affiliates = ReturnType<typeof createAffiliates>;

/** Partners and their 30-day metrics. */
export function createAffiliates({ db, doesJobs, log, now, work }: Platform) {
  const affiliates = new AffiliateService({ db });
  const services = {
    affiliates,
    affiliateCodes: new AffiliateCodeService({ db }),
    affiliateClicks: new AffiliateClickService({ db }),
  };
  return {
    services,
    admin: affiliatesRouter(services),
    background: doesJobs
      ? [new MetricsRefresher({ affiliates: new AffiliateService({ db: work }), log, now })]
      : [],
  };
}
