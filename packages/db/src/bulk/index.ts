export {
  type BulkChangeRow,
  type BulkCounts,
  BulkDao,
  type BulkKind,
  type BulkLine,
  type BulkSum,
} from './bulk-dao.ts';
export {
  type AffiliateBulkChange,
  affiliateField,
  type ProductBulkChange,
  productField,
} from './bulk-fields.ts';
export {
  type BulkListFilter,
  bulkList,
  countBulkChanges,
  type ListedBulkChange,
  listBulkChanges,
} from './bulk-list.ts';
export { type BulkChoice, prepareAffiliates, prepareProducts, writeJudged } from './bulk-prepare.ts';
