import { seedSamples } from '@dreamteamhub/db';
import { RetentionDao, UpkeepDao } from '@dreamteamhub/db/upkeep';
import { workOn } from '../../platform/jobs/job-definition.ts';
import { formatMinor } from '../../platform/money.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Alerts } from '../alerts/module.ts';
import type { TestEvents } from '../test-events/module.ts';
import { InventoryService } from './inventory-service.ts';
import { dropOldEventsJob } from './jobs.ts';
import { inventoryRouter, testStockRouter } from './router.ts';
import { StockRetentionService } from './stock-retention-service.ts';
import { StockService } from './stock-service.ts';
import { TestStockService } from './test-stock-service.ts';

export type Inventory = ReturnType<typeof createInventory>;

/** Products, their stock, and every movement of it. */
export function createInventory(
  platform: Platform,
  { alerts, testEvents }: { alerts: Alerts; testEvents: TestEvents },
) {
  const { db, env, log, now, stock, work } = platform;
  const services = {
    inventory: new InventoryService({ db, currency: env.CURRENCY }),
    stock: new StockService({ db: stock, alerts: alerts.services.alerts }),
    stockRetention: new StockRetentionService({
      dao: new RetentionDao(work),
      days: env.STOCK_EVENT_RETENTION_DAYS,
      log,
    }),
  };
  /** Of a storefront, for its test keys. */
  const testStock = (storefrontId: number) =>
    new StockService({
      db,
      inventory: new TestStockService({ db, storefrontId, now }),
      alerts: { onStockChanged: async () => undefined },
    });
  const upkeep = new UpkeepDao(work);
  return {
    services,
    admin: inventoryRouter(services),
    /** For test keys. */
    test: testStockRouter({ testStock, inTurn: testEvents.inTurn }),
    async prepare() {
      if (env.SEED_SAMPLES ?? platform.isDatabaseEmbedded) {
        await seedSamples(work, (minor) => formatMinor(minor, env.CURRENCY));
      }
    },
    jobs: [workOn(dropOldEventsJob, () => services.stockRetention.dropOldEvents())],
    upkeep: [() => upkeep.deleteOldStockRequests()],
  };
}
