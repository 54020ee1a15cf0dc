import type { Database } from '@dreamteamhub/db';
import { ExportDao } from '@dreamteamhub/db/exports';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Affiliates } from '../affiliates/module.ts';
import type { Alerts } from '../alerts/module.ts';
import type { Audit } from '../audit/module.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { Inventory } from '../inventory/module.ts';
import type { Orders } from '../orders/module.ts';
import type { Refusals } from '../refusals/module.ts';
import { ExportService } from './export-service.ts';
import { ExportWriter } from './export-writer.ts';
import { exportJob } from './jobs.ts';
import type { Lists } from './list-export.ts';
import { exportsRouter } from './router.ts';

/** The domains whose lists can be exported. */
interface Listing {
  affiliates: Affiliates;
  alerts: Alerts;
  audit: Audit;
  deliveries: Deliveries;
  inventory: Inventory;
  orders: Orders;
  refusals: Refusals;
}

/** Lists as files for people: asked for, written by a job, kept for a day. */
export function createExports(platform: Platform, domains: Listing) {
  const { db, env, isDatabaseEmbedded, jobs, log, now, readDiskSpace, work } = platform;
  const listsOn = (other: Database): Lists => ({
    ...domains.affiliates.listsOn(other),
    ...domains.alerts.listsOn(other),
    ...domains.audit.listsOn(other),
    ...domains.deliveries.listsOn(other),
    ...domains.inventory.listsOn(other),
    ...domains.orders.listsOn(other),
    ...domains.refusals.listsOn(other),
    currency: env.CURRENCY,
  });
  const services = {
    exports: new ExportService({
      db,
      listsOn,
      enqueue: async (tx, exportId) => {
        await jobs.send(exportJob, { exportId }, { tx });
      },
      readDatabaseSpace: isDatabaseEmbedded ? readDiskSpace : null,
      hubZone: env.TIME_ZONE,
      now,
    }),
  };
  const writer = new ExportWriter({
    db: work,
    listsOn,
    enqueueLater: async (exportId, startAfter) => {
      await jobs.send(exportJob, { exportId }, { startAfter });
    },
    log,
  });
  const kept = new ExportDao(work);
  return {
    services,
    admin: exportsRouter(services),
    jobs: [workOn(exportJob, ({ exportId }) => writer.write(exportId))],
    upkeep: [() => kept.tidy()],
    background: [{ start: () => undefined, stop: () => writer.stop() }],
  };
}
