export { AffiliateCodeDao, type AffiliateCodeRow } from './affiliate-code-dao.ts';
export {
  AffiliateDao,
  type AffiliateRow,
  type AffiliateStatus,
  type AffiliateWithStorefront,
  type AttributionRow,
  type ClickRow,
  type NamedAffiliate,
} from './affiliate-dao.ts';
export type { AffiliateTotals } from './affiliate-metrics.ts';
export type { RollupChange } from './rollup-write.ts';
