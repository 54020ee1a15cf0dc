export {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
} from './conversion-dao.ts';
export { EarlierOrdersDao } from './earlier-orders-dao.ts';
export {
  type AttributionRow,
  type ConversionWrite,
  type CreditedOrder,
  type NewOrder,
  type NewOrderLine,
  OrderDao,
  type OrderKey,
  type OrderState,
  type OrderStore,
  type RefundSum,
  type StoredOrder,
} from './order-dao.ts';
export { type OrderView, OrderViewDao, type RefundView } from './order-view-dao.ts';
export type { AttributedBy, IgnoredField, RefundedLine } from './tables.ts';
export { type LikelyOrder, type UnmatchedRefund, UnmatchedRefundDao } from './unmatched-refund-dao.ts';
