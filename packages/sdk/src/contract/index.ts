import { account } from './account.ts';
import { affiliates } from './affiliates.ts';
import { alerts } from './alerts.ts';
import { analytics } from './analytics.ts';
import { audit } from './audit.ts';
import { bulk } from './bulk.ts';
import { commissions } from './commissions.ts';
import { conversions } from './conversions.ts';
import { deliveries } from './deliveries.ts';
import { tRPCOnly } from './entry.ts';
import { exports } from './exports.ts';
import { imports } from './imports.ts';
import { inspector } from './inspector.ts';
import { inventory } from './inventory.ts';
import { ledger } from './ledger.ts';
import { live } from './live.ts';
import { ops } from './ops.ts';
import { orders } from './orders.ts';
import { payouts } from './payouts.ts';
import { privacy } from './privacy.ts';
import { refusals } from './refusals.ts';
import { search } from './search.ts';
import { storefronts } from './storefronts.ts';
import { team } from './team.ts';
import { testEvents } from './test-events.ts';
import { views } from './views.ts';

/** Everything behind `/trpc/admin`: the team and secret keys. */
export const admin = {
  affiliates,
  conversions: tRPCOnly(conversions),
  orders,
  commissions,
  ledger,
  payouts,
  inventory,
  exports,
  imports,
  alerts,
  deliveries: tRPCOnly(deliveries),
  live,
  ops,
  account,
  team,
  storefronts,
  audit,
  privacy,
  refusals,
  testEvents,
  inspector,
  search,
  analytics,
  bulk,
  views,
} as const;

export type { ConversionNews, HubEvent } from '../hub-events.ts';
export { session } from './account.ts';
export { affiliate, affiliateCode, affiliateStatus } from './affiliates.ts';
export { episode, episodeStatus } from './alerts.ts';
export { clickDimension, comparisonKind, figure, grain, rangePreset } from './analytics.ts';
export { auditEntry, auditFilter } from './audit.ts';
export { bulkChange, listedBulkChange } from './bulk.ts';
export {
  canonicalAmount,
  canonicalCode,
  canonicalCurrency,
  canonicalHandle,
  canonicalOrderId,
  canonicalSku,
  canonicalText,
  isLeftover,
  isNobody,
} from './canonical.ts';
export {
  ACCOUNT_KINDS,
  AFFILIATE_STATUSES,
  CHANNEL_NAMES,
  COMMISSION_STATES,
  CONVERSION_KINDS,
  CONVERSION_STATUSES,
  DELIVERY_STATUSES,
  EPISODE_STATUSES,
  IMPORT_STATUSES,
  LEFT_OUT_REASONS,
  MUTE_KINDS,
  PAYOUT_BATCH_STATES,
  PAYOUT_ITEM_STATES,
  PAYOUT_METHODS,
  PAYOUT_RAILS,
  SETUP_STEPS,
  TRANSFER_CAUSES,
} from './choices.ts';
export { commissionRule, commissionState, ruleAppliesTo, ruleKind } from './commissions.ts';
export { conversion, conversionKind, conversionStatus, unmatchedRefund } from './conversions.ts';
export { amountProblem, CURRENCIES, currencyDigits, MOST_CURRENCY_DIGITS } from './currencies.ts';
export { delivery, deliveryStatus } from './deliveries.ts';
export {
  type Access,
  type Contract,
  type Entry,
  type InTestMode,
  type Kind,
  type RestRow,
  ROLES,
  type Role,
  SCOPES,
  type Scope,
} from './entry.ts';
export { type ExportList, exportQueries, exportStatus, listExport } from './exports.ts';
export { hubEventData } from './hub-events.ts';
export {
  importAction,
  importEncoding,
  importLine,
  importMapping,
  importReading,
  importStatus,
  productImport,
} from './imports.ts';
export { inspectedEvent } from './inspector.ts';
export { inventoryEvent, movementReason, product } from './inventory.ts';
export {
  MAX_BATCHED_CALLS,
  MAX_IMPORT_CHARACTERS,
  MAX_IMPORT_FILE_BYTES,
  MAX_IMPORT_LINES,
  MAX_INTEGER,
} from './limits.ts';
export { liveMessage, liveTopic } from './live.ts';
export { channel } from './ops.ts';
export { readOrderedAt, withoutSign } from './order-facts.ts';
export { order } from './orders.ts';
export { payoutBatch } from './payout-batches.ts';
export { payoutBatchState, payoutItemState, payoutRail } from './payout-fields.ts';
export { payoutItem } from './payout-items.ts';
export { payoutPeriod } from './payout-periods.ts';
export { payoutRequest } from './payout-requests.ts';
export { refusedEvent } from './refusals.ts';
export { apiKey, apiKeyKind, readOrigin, storefront } from './storefronts.ts';
export { invitation, person, role } from './team.ts';
export { testEvent } from './test-events.ts';
export { timeZoneProblem } from './time-zone-problem.ts';
export { canonicalTimeZone, listTimeZones } from './time-zones.ts';
export { tracking } from './tracking.ts';
export { listView } from './views.ts';
export type { WireInputs, WireOutputs, WireRouter } from './wire.ts';
