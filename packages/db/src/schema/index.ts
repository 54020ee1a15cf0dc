export {
  affAttributions,
  affClicks,
  affDailyRollups,
  affEventIds,
  affiliates,
  affLastClicks,
  affRefunds,
  affRollupDeltas,
  affVisitorSalts,
} from './affiliates.ts';
export {
  alertCooldowns,
  alertEpisodeEvents,
  alertEpisodes,
  alertFlush,
  channelHealth,
  channelPacing,
  type DeliveryContent,
  deliveries,
  deliveryAttempts,
  deliveryEvents,
  opsAlarms,
  scanHeartbeat,
} from './alerts.ts';
export { ACTOR_KINDS, auditLog } from './audit.ts';
export {
  inventoryEvents,
  inventoryProducts,
  type ProductImportChange,
  productImportLines,
  productImports,
  productLabels,
  stockOpeningBalances,
  stockRequests,
} from './inventory.ts';
export {
  authAccounts,
  authRateLimits,
  authSessions,
  authTwoFactors,
  authUsers,
  authVerifications,
  invitations,
  ROLES,
  setupLinks,
} from './people.ts';
export { retentionMarks } from './retention.ts';
export { apiKeys, signedRequests, storefronts } from './storefronts.ts';
