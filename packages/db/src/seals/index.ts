export { SealDao, type SealedSecret } from './seal-dao.ts';
