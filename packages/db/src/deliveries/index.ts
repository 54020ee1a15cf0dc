export { ChannelHealthDao, type ChannelHealthRow } from './channel-health-dao.ts';
export { type CarriedEpisode, DeliveryDao, type DeliveryRow } from './delivery-dao.ts';
export { type DeadDeliveries, DeliveryHistoryDao } from './delivery-history-dao.ts';
export { type DeliveryFilter, type DeliverySort, deliveryList } from './delivery-list.ts';
export { OpsAlarmDao } from './ops-alarm-dao.ts';
export type { DeliveryContent } from './tables.ts';
