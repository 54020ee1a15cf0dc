/** Every table: the source of generated migrations, and the schema of a connection. */
export {
  affDailyRollups,
  affiliateCodes,
  affiliateGroups,
  affiliates,
  affRollupDeltas,
} from './affiliates/tables.ts';
export {
  alertCooldowns,
  alertEpisodeEvents,
  alertEpisodes,
  alertFlush,
  alertMutes,
  scanHeartbeat,
} from './alerts/tables.ts';
export {
  affiliateDays,
  affiliateMonths,
  affiliateQuarters,
  clickBreakdowns,
  figureDeltas,
  figureMarks,
  storefrontDays,
  storefrontQuarters,
} from './analytics/tables.ts';
export { auditLog } from './audit/tables.ts';
export { bulkChangeLines, bulkChanges } from './bulk/tables.ts';
export { commissionRules, commissions, disputes } from './commissions/tables.ts';
export {
  channelHealth,
  channelPacing,
  deliveries,
  deliveryAttempts,
  deliveryEvents,
  opsAlarms,
} from './deliveries/tables.ts';
export { listExportParts, listExports } from './exports/tables.ts';
export { importMappings, productImportLines, productImports } from './imports/tables.ts';
export { eventArrivals } from './inspector/tables.ts';
export {
  inventoryEvents,
  inventoryProducts,
  productLabels,
  stockOpeningBalances,
  stockRequests,
} from './inventory/tables.ts';
export {
  ledgerAccounts,
  ledgerAdjustments,
  ledgerBalances,
  ledgerProgress,
  ledgerSettings,
  ledgerTransfers,
} from './ledger/tables.ts';
export { affAttributions, affRefunds, orderLines, orders } from './orders/tables.ts';
export {
  payoutBatches,
  payoutConversions,
  payoutDetails,
  payoutEvents,
  payoutItems,
  payoutMismatches,
  payoutPeriods,
  payoutRequests,
  payoutSettings,
  payoutStatements,
} from './payouts/tables.ts';
export {
  authAccounts,
  authRateLimits,
  authSessions,
  authTwoFactors,
  authUsers,
  authVerifications,
  invitations,
  knownPlaces,
  passwordResets,
  setupLinks,
} from './people/tables.ts';
export { refusedEvents } from './refusals/tables.ts';
export { secretSeals } from './seals/tables.ts';
export { apiKeys, signedRequests, storefronts } from './storefronts/tables.ts';
export { testEvents } from './test-events/tables.ts';
export { affClicks, affEventIds, affLastClicks, affVisitorSalts } from './tracking/tables.ts';
export { retentionMarks } from './upkeep/tables.ts';
export { listChoices, listViews } from './views/tables.ts';
