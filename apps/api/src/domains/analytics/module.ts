import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { BreakdownService } from './breakdown-service.ts';
import { FigureKeeper } from './figure-keeper.ts';
import { FiguresService } from './figures-service.ts';
import { closeHoursJob, compareDaysJob } from './jobs.ts';
import { analyticsRouter } from './router.ts';
import { StockHistoryService } from './stock-history-service.ts';
import { TodayService } from './today-service.ts';

export type Analytics = ReturnType<typeof createAnalytics>;

/** Figures over time: clicks, orders, revenue and commission, where clicks came from, and stocks. */
export function createAnalytics({ db, env, log, now, work }: Platform) {
  const hubZone = env.TIME_ZONE;
  const hubCurrency = env.CURRENCY;
  const figures = new FiguresService({ db, hubZone, hubCurrency, now });
  const services = {
    figures,
    breakdowns: new BreakdownService({ db, hubZone, now }),
    stockHistory: new StockHistoryService({ db, hubZone, now }),
    today: new TodayService({ db, figures, hubCurrency }),
    figureKeeper: new FigureKeeper({ db: work, hubZone, log, now }),
  };
  return {
    services,
    admin: analyticsRouter(services),
    jobs: [
      workOn(closeHoursJob, () => services.figureKeeper.closeHours()),
      workOn(compareDaysJob, () => services.figureKeeper.compareDays()),
    ],
  };
}
