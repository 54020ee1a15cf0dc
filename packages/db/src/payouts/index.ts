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
