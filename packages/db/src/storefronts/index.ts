export {
  type ApiKeyRow,
  type KeyWithStorefront,
  type StorefrontChange,
  StorefrontDao,
  type StorefrontRow,
} from './storefront-dao.ts';
