export { PrivacyDao } from './privacy-dao.ts';
