import type { Platform } from '../../platform/platform.ts';
import type { Orders } from '../orders/module.ts';
import type { Payouts } from '../payouts/module.ts';
import { BulkService } from './bulk-service.ts';
import { bulkRouter } from './router.ts';
import { SliceWork } from './slice-work.ts';

/**
 * Changes of many products, partners or conversions at once, with a preview and, where there is one, an undo. What people
 * do with many alerts is among them, and is undone here.
 */
export function createBulk(
  { db, work }: Platform,
  { orders, payouts }: { orders: Orders; payouts: Payouts },
) {
  const slices = new SliceWork({
    ...{ db, conversions: orders.services.conversions, payments: payouts.services.markPaid },
  });
  const elapsedMilliseconds = () => performance.now();
  const services = { bulk: new BulkService({ db, work: slices, elapsedMilliseconds }) };
  const upkeep = new BulkService({ db: work, work: slices, elapsedMilliseconds });
  return { services, admin: bulkRouter(services), upkeep: [() => upkeep.forgetOld()] };
}
