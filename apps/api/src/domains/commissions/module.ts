import { budgetOf } from '../../platform/budgets.ts';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { CommissionListService } from './commission-list-service.ts';
import { GroupService } from './group-service.ts';
import { ImpactService } from './impact-service.ts';
import { followOwnRatesJob } from './jobs.ts';
import { OwnRateService } from './own-rate-service.ts';
import { PreviewService } from './preview-service.ts';
import { commissionsRouter } from './router.ts';
import { RuleService } from './rule-service.ts';
import { TermsService } from './terms-service.ts';

/** Commission rules, and what affiliates earn by them. */
export function createCommissions(platform: Platform) {
  const { databaseUrl, db, directDatabaseUrl, env, now, work, workers } = platform;
  const options = { defaultBps: env.DEFAULT_COMMISSION_BPS, hubZone: env.TIME_ZONE };
  const services = {
    rules: new RuleService({ db }),
    groups: new GroupService({ db }),
    ownRates: new OwnRateService({ db: work }),
    terms: new TermsService({ db, defaultBps: options.defaultBps }),
    impact: new ImpactService({
      ...{ db, workers, options, now },
      source: {
        databaseUrl,
        isPooled: directDatabaseUrl !== undefined,
        limits: budgetOf('work', platform.patience).limits,
      },
    }),
    preview: new PreviewService({ db, options, now }),
    commissionList: new CommissionListService({ db, hubZone: options.hubZone }),
  };
  return {
    services,
    admin: commissionsRouter(services),
    jobs: [workOn(followOwnRatesJob, async () => void (await services.ownRates.followAll()))],
  };
}

export type Commissions = ReturnType<typeof createCommissions>;
