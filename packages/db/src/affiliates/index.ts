export {
  AffiliateDao,
  type AffiliateRow,
  type AffiliateStatus,
  type AffiliateWithStorefront,
  type AttributionRow,
  type ClickRow,
} from './affiliate-dao.ts';
