export { RefusedEventDao, type RefusedEventData, type RefusedEventRow } from './refused-event-dao.ts';
