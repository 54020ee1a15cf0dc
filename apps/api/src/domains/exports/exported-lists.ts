import type { ExportList } from '@dreamteamhub/sdk/contract';
import type { ListExport } from './list-export.ts';
import { affiliatesExport, clicksExport } from './lists/affiliates.ts';
import { alertsExport } from './lists/alerts.ts';
import { auditLogExport } from './lists/audit.ts';
import { deliveriesExport } from './lists/deliveries.ts';
import { importsExport } from './lists/imports.ts';
import { inspectedEventsExport } from './lists/inspector.ts';
import { productsExport, stockMovementsExport } from './lists/inventory.ts';
import { transfersExport } from './lists/ledger.ts';
import { mutesExport } from './lists/mutes.ts';
import { conversionsExport, ordersExport, unmatchedRefundsExport } from './lists/orders.ts';
import { payoutItemsExport } from './lists/payout-items.ts';
import { statementLinesExport, statementsExport } from './lists/payouts.ts';
import { refusedEventsExport } from './lists/refusals.ts';
import { keysExport, storefrontsExport } from './lists/storefronts.ts';
import { teamExport } from './lists/team.ts';

/** Every list that can be exported. */
export const exportedLists: Readonly<Record<ExportList, ListExport>> = {
  affiliates: affiliatesExport,
  orders: ordersExport,
  conversions: conversionsExport,
  clicks: clicksExport,
  products: productsExport,
  stockMovements: stockMovementsExport,
  alerts: alertsExport,
  deliveries: deliveriesExport,
  auditLog: auditLogExport,
  refusedEvents: refusedEventsExport,
  transfers: transfersExport,
  payoutItems: payoutItemsExport,
  imports: importsExport,
  unmatchedRefunds: unmatchedRefundsExport,
  mutes: mutesExport,
  team: teamExport,
  storefronts: storefrontsExport,
  keys: keysExport,
  inspectedEvents: inspectedEventsExport,
  statements: statementsExport,
  statementLines: statementLinesExport,
};
