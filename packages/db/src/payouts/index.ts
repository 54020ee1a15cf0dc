export {
  BatchDao,
  type BatchFilter,
  type BatchRow,
  type BatchToAsk,
  type BatchView,
  type NewBatch,
} from './batch-dao.ts';
export { DueDao, type DueRow, type UnknownBatch, type WaitingPayouts } from './due-dao.ts';
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
export {
  type Excess,
  MismatchDao,
  type MismatchRow,
  type MismatchView,
  type NewMismatch,
} from './mismatch-dao.ts';
export {
  type ConversionPayment,
  type ConversionPayout,
  type Cover,
  PaidConversionsDao,
} from './paid-conversions-dao.ts';
export { PayeeDao, type PayoutDetailsRow, type PayoutDetailsView } from './payee-dao.ts';
export { PAYOUT_SEALS, type PayoutSeal, PayoutSealDao, type SealedText } from './payout-seal-dao.ts';
export { PayoutSettingsDao, type PayoutSettingsRow } from './payout-settings-dao.ts';
export { type PeriodChain, PeriodCloseDao, type PeriodPlan } from './period-close-dao.ts';
export { PeriodListDao, type PeriodView } from './period-list-dao.ts';
export { RequestDao, type RequestRow, type RequestView } from './request-dao.ts';
export {
  type StatementLineView,
  StatementListDao,
  type StatementView,
  statementList,
} from './statement-list-dao.ts';
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
