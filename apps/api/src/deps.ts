import { createAffiliates } from './domains/affiliates/module.ts';
import { createAlerts } from './domains/alerts/module.ts';
import { createAnalytics } from './domains/analytics/module.ts';
import { createAudit } from './domains/audit/module.ts';
import { createBackups } from './domains/backups/module.ts';
import { createBulk } from './domains/bulk/module.ts';
import { createCommissions } from './domains/commissions/module.ts';
import { createDeliveries } from './domains/deliveries/module.ts';
import { createDemo } from './domains/demo/module.ts';
import { createExports } from './domains/exports/module.ts';
import { createImports } from './domains/imports/module.ts';
import { createInspector } from './domains/inspector/module.ts';
import { createInventory } from './domains/inventory/module.ts';
import { createLedger } from './domains/ledger/module.ts';
import { createLive } from './domains/live/module.ts';
import { createOps } from './domains/ops/module.ts';
import { createOrders } from './domains/orders/module.ts';
import { createPayouts } from './domains/payouts/module.ts';
import { createPeople } from './domains/people/module.ts';
import { createPrivacy } from './domains/privacy/module.ts';
import { createRefusals } from './domains/refusals/module.ts';
import { createSearch } from './domains/search/module.ts';
import { createStorefronts } from './domains/storefronts/module.ts';
import { createTestEvents } from './domains/test-events/module.ts';
import { createTracking } from './domains/tracking/module.ts';
import { createViews } from './domains/views/module.ts';
import { assemble } from './platform/assemble.ts';
import { servicesOf } from './platform/module.ts';
import { createPlatform, type ProcessOptions } from './platform/platform.ts';

/** Everything that the app and the jobs work with. */
export type Deps = ReturnType<typeof createDeps>;

/** Composition root: puts the domains together. Opens no connection yet. */
export function createDeps(options: ProcessOptions) {
  const platform = createPlatform(options);
  const storefronts = createStorefronts(platform);
  const deliveries = createDeliveries(platform);
  const people = createPeople(platform, { deliveries });
  const audit = createAudit(platform);
  const refusals = createRefusals(platform);
  const testEvents = createTestEvents(platform);
  const affiliates = createAffiliates(platform);
  const tracking = createTracking(platform, { storefronts, testEvents });
  const orders = createOrders(platform, { deliveries, tracking, testEvents });
  const commissions = createCommissions(platform);
  const ledger = createLedger(platform, { people });
  const payouts = createPayouts(platform, { people, deliveries, orders });
  const alerts = createAlerts(platform, { deliveries });
  const inventory = createInventory(platform, { alerts, testEvents });
  const exports = createExports(platform);
  const imports = createImports(platform, { alerts });
  const privacy = createPrivacy(platform, { tracking, payouts });
  const ops = createOps(platform, { affiliates, alerts, deliveries, inventory });
  const bulk = createBulk(platform, { orders, payouts });
  const views = createViews(platform);
  const search = createSearch(platform);
  const analytics = createAnalytics(platform);
  const inspector = createInspector(platform);
  const backups = createBackups(platform, { ops });
  const demo = createDemo(platform, { affiliates, analytics, commissions, ledger, orders, payouts, people });
  const live = createLive(platform, { analytics });
  /** In the order in which they start. */
  const modules = [
    ...[storefronts, deliveries, people, audit, refusals, testEvents, affiliates, tracking, orders, alerts],
    ...[inventory, exports, imports, privacy, ops, search, inspector, analytics, backups, live, demo],
    ...[bulk, views, commissions, ledger, payouts],
  ] as const;
  return {
    ...platform,
    ...assemble(platform, modules),
    services: servicesOf(modules),
    /** What domains offer the HTTP side besides their handlers. */
    domains: { alerts, backups, deliveries, live, ops, people, tracking },
    /** Handlers of contract entries, by router. */
    tracking: { tracking: { ...tracking.tracking, ...orders.tracking } },
    admin: {
      affiliates: { ...affiliates.admin, ...orders.admin.conversions, ...payouts.conversions },
      conversions: { ...orders.admin.conversions, ...payouts.conversions },
      orders: orders.admin.orders,
      commissions: { ...commissions.admin, ...orders.admin.disputes },
      ledger: ledger.admin,
      payouts: payouts.admin,
      inventory: inventory.admin,
      exports: exports.admin,
      imports: imports.admin,
      live: live.admin,
      alerts: { ...alerts.admin, ...deliveries.admin },
      deliveries: deliveries.admin,
      ops: { ...ops.admin, ...people.admin.setup },
      account: people.admin.account,
      team: people.admin.team,
      storefronts: storefronts.admin,
      audit: audit.admin,
      refusals: refusals.admin,
      testEvents: testEvents.admin,
      inspector: inspector.admin,
      privacy: privacy.admin,
      search: search.admin,
      analytics: analytics.admin,
      bulk: bulk.admin,
      views: views.admin,
    },
    /** Handlers of the entries that test keys may call, in place of those above. */
    testMode: {
      tracking: {
        tracking: { ...tracking.test, recordConversion: orders.test.recordConversion },
      },
      admin: {
        affiliates: { recordRefund: orders.test.recordRefund },
        conversions: { recordRefund: orders.test.recordRefund },
        orders: { recordOrder: orders.test.recordOrder },
        inventory: inventory.test,
        testEvents: testEvents.test,
      },
    },
  };
}
