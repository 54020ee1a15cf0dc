export { BatchDao, type BatchFilter, type BatchRow, type BatchView, type NewBatch } from './batch-dao.ts';
export {
  type ItemChange,
  ItemDao,
  type ItemRow,
  type NewItem,
  type NewPayoutEvent,
  type Payable,
  type PayoutEventRow,
} from './item-dao.ts';
export { type ItemFilter, ItemListDao, type ItemView } from './item-list-dao.ts';
export { type Cover, PaidConversionsDao } from './paid-conversions-dao.ts';
export {
  BATCH_STATES,
  type BatchState,
  ITEM_STATES,
  type ItemState,
  LEFT_OUT_REASONS,
  type LeftOutReason,
  type LeftOutRow,
  PAYOUT_RAILS,
  type PayoutRail,
} from './tables.ts';
