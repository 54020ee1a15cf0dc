export {
  ConversionDao,
  type ConversionFilter,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
} from './conversion-dao.ts';
export type { ConversionWrite } from './conversion-write.ts';
export { DisputeDao, type DisputeKey, type DisputeRow } from './dispute-dao.ts';
export { EarlierOrdersDao } from './earlier-orders-dao.ts';
export { OrderDao, type OrderStore } from './order-dao.ts';
export { type OrderFilter, type OrderSort, orderList } from './order-list.ts';
export type {
  AttributionRow,
  CreditedOrder,
  NewOrder,
  NewOrderLine,
  OrderKey,
  OrderState,
  RefundSum,
  StoredDispute,
  StoredOrder,
} from './order-types.ts';
export { type OrderView, OrderViewDao, type RefundView } from './order-view-dao.ts';
export type { AttributedBy, IgnoredField, RefundedLine } from './tables.ts';
export {
  type LikelyOrder,
  type UnmatchedRefund,
  UnmatchedRefundDao,
  unmatchedRefundList,
} from './unmatched-refund-dao.ts';
