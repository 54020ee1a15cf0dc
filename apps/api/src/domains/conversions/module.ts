import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import type { Platform } from '../../platform/platform.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { Tracking } from '../tracking/module.ts';
import { ConversionService } from './conversion-service.ts';
import { OrderService } from './order-service.ts';
import { conversionsRouter, ordersRouter } from './router.ts';
import { UnmatchedRefundService } from './unmatched-refund-service.ts';

/** Orders: who is credited with them, what is owed for them, and what was refunded. */
export function createConversions(
  { db, env, orders, work }: Platform,
  { deliveries, tracking }: { deliveries: Deliveries; tracking: Tracking },
) {
  const { publishEvent } = deliveries;
  const services = {
    conversions: new ConversionService({ db, publishEvent }),
    unmatchedRefunds: new UnmatchedRefundService({ db, publishEvent }),
    orders: new OrderService({
      db: orders,
      touches: tracking.services.touches,
      defaultCommissionBps: env.DEFAULT_COMMISSION_BPS,
      maxClaim: env.MAX_CLAIM,
      admit: (reporter) => tracking.strangers.admit(reporter),
      publishEvent,
    }),
  };
  const upkeep = new UpkeepDao(work);
  return {
    services,
    admin: conversionsRouter(services),
    tracking: ordersRouter({ orders: services.orders, reporterOf: tracking.reporterOf }),
    upkeep: [() => upkeep.deleteUnattributedRefunds()],
  };
}
