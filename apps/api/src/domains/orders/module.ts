import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { TestEvents } from '../test-events/module.ts';
import type { Tracking } from '../tracking/module.ts';
import type { Reporter } from '../tracking/touch-service.ts';
import { ConversionList } from './conversion-list-service.ts';
import { ConversionService } from './conversion-service.ts';
import { CustomerHashes } from './customer-hashes.ts';
import { DisputeService } from './dispute-service.ts';
import { EarlierCommissionsService } from './earlier-commissions-service.ts';
import { EarlierOrdersService } from './earlier-orders-service.ts';
import { bookEarlierCommissionsJob, matureCommissionsJob, placeEarlierOrdersJob } from './jobs.ts';
import { MaturingService } from './maturing-service.ts';
import { amongTestEvents, inBooks } from './order-keeping.ts';
import { OrderService } from './order-service.ts';
import { OrderViewService } from './order-view-service.ts';
import { RefundService } from './refund-service.ts';
import {
  conversionsRouter,
  disputesRouter,
  ordersRouter,
  reportsRouter,
  testOrdersRouter,
} from './router.ts';
import { UnmatchedRefundList } from './unmatched-refund-list-service.ts';
import { UnmatchedRefundService } from './unmatched-refund-service.ts';

export type Orders = ReturnType<typeof createOrders>;

/** Orders: who is credited with them, what is owed for them, and what was refunded. */
export function createOrders(
  { authSecret, db, doesJobs, env, jobs, log, now, orders, work }: Platform,
  {
    deliveries,
    tracking,
    testEvents,
  }: { deliveries: Deliveries; tracking: Tracking; testEvents: TestEvents },
) {
  const { publishEvent } = deliveries;
  const rules = {
    maxClaim: env.MAX_CLAIM,
    admit: (reporter: Reporter) => tracking.strangers.admit(reporter),
    customers: new CustomerHashes({ authSecret }),
    now,
  };
  const rating = { defaultBps: env.DEFAULT_COMMISSION_BPS, hubZone: env.TIME_ZONE, now };
  const keeping = inBooks(publishEvent, rating);
  const services = {
    conversionList: new ConversionList({ db }),
    conversions: new ConversionService({ db, publishEvent, rating }),
    unmatchedRefundList: new UnmatchedRefundList({ db }),
    unmatchedRefunds: new UnmatchedRefundService({ db, publishEvent, keeping }),
    orders: new OrderService({
      db: orders,
      touches: tracking.services.touches,
      ...rules,
      keeping,
    }),
    refunds: new RefundService({ db: orders, keeping }),
    disputes: new DisputeService({ db: orders, keeping }),
    maturing: new MaturingService({ db: work, rating, publishEvent, log }),
    earlierCommissions: new EarlierCommissionsService({ db: work, rating, publishEvent, log }),
    orderViews: new OrderViewService({ db }),
  };
  const { inTurn } = testEvents;
  const testKeeping = amongTestEvents(testEvents.noteHubEvent, rating);
  const ofTestKeys = testOrdersRouter({
    orders: new OrderService({
      db,
      touches: tracking.services.testTouches,
      ...rules,
      keeping: testKeeping,
    }),
    refunds: new RefundService({ db, keeping: testKeeping }),
    reporterOf: tracking.reporterOf,
  });
  const upkeep = new UpkeepDao(work);
  const earlierOrders = new EarlierOrdersService({ db: work });
  return {
    services,
    admin: {
      conversions: conversionsRouter(services),
      orders: ordersRouter(services),
      disputes: disputesRouter(services),
    },
    tracking: reportsRouter({ orders: services.orders, reporterOf: tracking.reporterOf }),
    /** For test keys. */
    test: {
      recordConversion: (call: Parameters<typeof ofTestKeys.recordConversion>[0]) =>
        inTurn(() => ofTestKeys.recordConversion(call)),
      recordRefund: (call: Parameters<typeof ofTestKeys.recordRefund>[0]) =>
        inTurn(() => ofTestKeys.recordRefund(call)),
      recordOrder: (call: Parameters<typeof ofTestKeys.recordOrder>[0]) =>
        inTurn(() => ofTestKeys.recordOrder(call)),
    },
    upkeep: [() => upkeep.deleteUnmatchedRefunds()],
    jobs: [
      workOn(placeEarlierOrdersJob, () => earlierOrders.placeAll()),
      workOn(bookEarlierCommissionsJob, (range) => services.earlierCommissions.bookAll(range)),
      workOn(matureCommissionsJob, () => services.maturing.matureAll()),
    ],
    background: doesJobs
      ? [
          {
            start: async () => {
              await jobs.send(placeEarlierOrdersJob, {});
              await jobs.send(bookEarlierCommissionsJob, { onlyNew: true });
              await jobs.send(matureCommissionsJob, {});
            },
            stop: () => undefined,
          },
        ]
      : [],
  };
}
