export { AccountListDao, type AccountSum } from './account-list-dao.ts';
export { AdjustmentDao, type AdjustmentRow, type AdjustmentView } from './adjustment-dao.ts';
export { type AffiliateBalance, LedgerDao, type OwedTotal } from './ledger-dao.ts';
export { type Posting, postTransfers } from './posting.ts';
export { type ChosenSecondPerson, SecondPersonDao } from './second-person-dao.ts';
export { decisionOf, type SuspendedAmount, SuspenseDao } from './suspense-dao.ts';
export type { AffiliateAccount, SharedAccount, TransferCause } from './tables.ts';
export { type TransferFilter, TransferListDao, type TransferView } from './transfer-list-dao.ts';
