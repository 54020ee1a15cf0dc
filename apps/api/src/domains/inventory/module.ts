import { seedSamples } from '@dreamteamhub/db';
import { RetentionDao, UpkeepDao } from '@dreamteamhub/db/upkeep';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Alerts } from '../alerts/module.ts';
import { InventoryService } from './inventory-service.ts';
import { dropOldEventsJob } from './jobs.ts';
import { inventoryRouter } from './router.ts';
import { StockRetentionService } from './stock-retention-service.ts';
import { StockService } from './stock-service.ts';

export type Inventory = ReturnType<typeof createInventory>;

/** Products, their stock, and every movement of it. */
export function createInventory(platform: Platform, { alerts }: { alerts: Alerts }) {
  const { db, env, log, stock, work } = platform;
  const services = {
    inventory: new InventoryService({ db }),
    stock: new StockService({ db: stock, alerts: alerts.services.alerts }),
    stockRetention: new StockRetentionService({
      dao: new RetentionDao(work),
      days: env.STOCK_EVENT_RETENTION_DAYS,
      log,
    }),
  };
  const upkeep = new UpkeepDao(work);
  return {
    services,
    admin: inventoryRouter(services),
    async prepare() {
      if (env.SEED_SAMPLES ?? platform.isDatabaseEmbedded) await seedSamples(work);
    },
    jobs: [workOn(dropOldEventsJob, () => services.stockRetention.dropOldEvents())],
    upkeep: [() => upkeep.deleteOldStockRequests()],
  };
}
