export { EventTailDao, type TailedEvent } from './event-tail-dao.ts';
