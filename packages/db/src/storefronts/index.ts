export {
  type ApiKeyRow,
  type KeyWithStorefront,
  StorefrontDao,
  type StorefrontRow,
} from './storefront-dao.ts';
