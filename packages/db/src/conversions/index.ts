export {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
} from './conversion-dao.ts';
export {
  type AttributionRow,
  type ConversionWrite,
  OrderDao,
  type OrderKey,
  type OrderStore,
  type RefundSum,
} from './order-dao.ts';
export type { AttributedBy, IgnoredField } from './tables.ts';
export { type LikelyOrder, type UnmatchedRefund, UnmatchedRefundDao } from './unmatched-refund-dao.ts';
