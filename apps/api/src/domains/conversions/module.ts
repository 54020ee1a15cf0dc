import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import type { Platform } from '../../platform/platform.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { TestEvents } from '../test-events/module.ts';
import type { Tracking } from '../tracking/module.ts';
import type { Reporter } from '../tracking/touch-service.ts';
import { ConversionService } from './conversion-service.ts';
import { amongTestEvents, inBooks } from './order-keeping.ts';
import { OrderService } from './order-service.ts';
import { conversionsRouter, ordersRouter, testOrdersRouter } from './router.ts';
import { UnmatchedRefundService } from './unmatched-refund-service.ts';

/** Orders: who is credited with them, what is owed for them, and what was refunded. */
export function createConversions(
  { db, env, orders, work }: Platform,
  {
    deliveries,
    tracking,
    testEvents,
  }: { deliveries: Deliveries; tracking: Tracking; testEvents: TestEvents },
) {
  const { publishEvent } = deliveries;
  const rules = {
    defaultCommissionBps: env.DEFAULT_COMMISSION_BPS,
    maxClaim: env.MAX_CLAIM,
    admit: (reporter: Reporter) => tracking.strangers.admit(reporter),
  };
  const services = {
    conversions: new ConversionService({ db, publishEvent }),
    unmatchedRefunds: new UnmatchedRefundService({ db, publishEvent }),
    orders: new OrderService({
      db: orders,
      touches: tracking.services.touches,
      ...rules,
      keeping: inBooks(publishEvent),
    }),
  };
  const { inTurn } = testEvents;
  const testOrders = new OrderService({
    db,
    touches: tracking.services.testTouches,
    ...rules,
    keeping: amongTestEvents(testEvents.noteHubEvent),
  });
  const ofTestKeys = testOrdersRouter({ orders: testOrders, reporterOf: tracking.reporterOf });
  const upkeep = new UpkeepDao(work);
  return {
    services,
    admin: conversionsRouter(services),
    tracking: ordersRouter({ orders: services.orders, reporterOf: tracking.reporterOf }),
    /** For test keys. */
    test: {
      recordConversion: (call: Parameters<typeof ofTestKeys.recordConversion>[0]) =>
        inTurn(() => ofTestKeys.recordConversion(call)),
      recordRefund: (call: Parameters<typeof ofTestKeys.recordRefund>[0]) =>
        inTurn(() => ofTestKeys.recordRefund(call)),
    },
    upkeep: [() => upkeep.deleteUnattributedRefunds()],
  };
}
