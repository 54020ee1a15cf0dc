export { type SetupProgress, SetupProgressDao } from './setup-progress-dao.ts';
