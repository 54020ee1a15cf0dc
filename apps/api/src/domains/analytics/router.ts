import type { admin } from '@dreamteamhub/sdk/contract';
import { callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { BreakdownService } from './breakdown-service.ts';
import type { FiguresService } from './figures-service.ts';
import type { StockHistoryService } from './stock-history-service.ts';
import type { TodayService } from './today-service.ts';

export const analyticsRouter = (services: {
  figures: FiguresService;
  breakdowns: BreakdownService;
  stockHistory: StockHistoryService;
  today: TodayService;
}): Handlers<(typeof admin)['analytics']> => ({
  resolveRange: async ({ input }) => services.figures.resolveRange(input),
  getTimeSeries: async ({ input, ctx }) => services.figures.getTimeSeries(input, await callerOf(ctx)),
  getSummary: async ({ input, ctx }) => services.figures.getSummary(input, await callerOf(ctx)),
  getFunnel: async ({ input, ctx }) => services.figures.getFunnel(input, await callerOf(ctx)),
  listTopAffiliates: async ({ input, ctx }) => services.figures.listTop(input, await callerOf(ctx)),
  getBreakdown: async ({ input, ctx }) => services.breakdowns.get(input, await callerOf(ctx)),
  getStockHistory: ({ input }) => services.stockHistory.get(input),
  getToday: async ({ input, ctx }) => services.today.get(input, await callerOf(ctx)),
});
