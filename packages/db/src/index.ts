export {
  AffiliateDao,
  type AffiliateRow,
  type AffiliateStatus,
  type AffiliateWithStorefront,
  type AttributionRow,
  type ClickRow,
} from './dao/affiliate-dao.ts';
export { AlertDao, type Announcement } from './dao/alert-dao.ts';
export { AnnouncementDao, type AnnouncementPolicy } from './dao/announcement-dao.ts';
export {
  type AuditActor,
  AuditDao,
  type AuditFact,
  type AuditFilter,
  type AuditRow,
} from './dao/audit-dao.ts';
export { ChannelHealthDao, type ChannelHealthRow } from './dao/channel-health-dao.ts';
export { ClickDao, type ClickData, type ClickResult } from './dao/click-dao.ts';
export {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
  type RefundData,
  type RefundResult,
} from './dao/conversion-dao.ts';
export type { ConversionData, ConversionResult } from './dao/conversion-write.ts';
export { type CarriedEpisode, DeliveryDao, type DeliveryRow } from './dao/delivery-dao.ts';
export { type DeadDeliveries, DeliveryHistoryDao } from './dao/delivery-history-dao.ts';
export {
  type DeliveryAttemptRow,
  type EpisodeAction,
  EpisodeDao,
  type EpisodeEventRow,
  type EpisodeRow,
  type EpisodeStatus,
} from './dao/episode-dao.ts';
export type { EventIdentity } from './dao/event-id.ts';
export {
  ImportDao,
  type ImportLineAction,
  type ImportLineData,
  type ImportLineRow,
  type ImportRow,
  type ImportStatus,
  type ImportTarget,
} from './dao/import-dao.ts';
export {
  InventoryDao,
  type InventoryEventRow,
  type StockChange,
  type StockResult,
} from './dao/inventory-dao.ts';
export { decodeCursor, decodeTimeCursor, decodeUuidTimeCursor, type Page } from './dao/keyset.ts';
export { OpsAlarmDao } from './dao/ops-alarm-dao.ts';
export { type InvitationRow, PeopleDao, type PersonRow, type Role } from './dao/people-dao.ts';
export { PrivacyDao } from './dao/privacy-dao.ts';
export {
  decodeProductCursor,
  type ProductListRequest,
  type ProductPosition,
  type ProductRow,
  type ProductSort,
} from './dao/product-list.ts';
export { RetentionDao } from './dao/retention-dao.ts';
export { SignInAttemptDao } from './dao/sign-in-attempt-dao.ts';
export type { StockLine, StockLineResult, StockRefusal, StockWriteResult } from './dao/stock-write.ts';
export {
  type ApiKeyRow,
  type KeyWithStorefront,
  StorefrontDao,
  type StorefrontRow,
} from './dao/storefront-dao.ts';
export { UpkeepDao } from './dao/upkeep-dao.ts';
export { type Difference, VerifyDao } from './dao/verify-dao.ts';
export { VisitorSaltDao } from './dao/visitor-salt-dao.ts';
export {
  type ConnectOptions,
  connectDatabase,
  type Database,
  type DatabaseConnection,
  type Executor,
  type Transaction,
} from './database.ts';
export { isMigrated, migrate, migrateDown } from './migrate.ts';
export { seedSamples } from './samples.ts';
export type { DeliveryContent } from './schema/index.ts';
