export { AdjustmentDao, type AdjustmentRow } from './adjustment-dao.ts';
export { type AffiliateBalance, LedgerDao, type TransferView } from './ledger-dao.ts';
export { type Posting, postTransfers } from './posting.ts';
export type { AffiliateAccount, SharedAccount, TransferCause } from './tables.ts';
