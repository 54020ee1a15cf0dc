export {
  type AffiliateFigures,
  AnalyticsDao,
  type FigureMarks,
  type FigurePiece,
  type FigureScope,
  type Figures,
} from './analytics-dao.ts';
export { BreakdownDao, type BreakdownStretch, type StorefrontDay } from './breakdown-dao.ts';
export { FigureKeepingDao } from './figure-keeping-dao.ts';
export { type StockHistory, StockHistoryDao, type StockPoint } from './stock-history-dao.ts';
