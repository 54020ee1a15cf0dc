export { type ListView, type ViewChange, ViewDao } from './view-dao.ts';
