export { RetentionDao } from './retention-dao.ts';
export { UpkeepDao } from './upkeep-dao.ts';
export { type Difference, VerifyDao } from './verify-dao.ts';
