export { AffiliateCodeDao, type AffiliateCodeRow } from './affiliate-code-dao.ts';
export {
  AffiliateDao,
  type AffiliateWithStorefront,
  type AttributionRow,
  type ClickRow,
  type NamedAffiliate,
} from './affiliate-dao.ts';
export {
  type AffiliateFilter,
  type AffiliateListRequest,
  type AffiliateRow,
  type AffiliateSort,
  type AffiliateStatus,
  affiliateList,
} from './affiliate-list.ts';
export type { AffiliateTotals } from './affiliate-metrics.ts';
export type { RollupChange } from './rollup-write.ts';
