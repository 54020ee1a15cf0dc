import type { Transaction } from '@dreamteamhub/db';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Alerts } from '../alerts/module.ts';
import { ImportService } from './import-service.ts';
import { importJob } from './jobs.ts';
import { importRouter } from './router.ts';

/** Products and stock levels from files. */
export function createImports(
  { db, env, jobs, log, work, workers }: Platform,
  { alerts }: { alerts: Alerts },
) {
  const shared = {
    async enqueueImport(tx: Transaction, importId: string) {
      await jobs.send(importJob, { importId }, { tx });
    },
    requestScan: (tx: Transaction) => alerts.requestFlush(tx, 0),
    workers,
    log,
    currency: env.CURRENCY,
  };
  const worker = new ImportService({ ...shared, db: work });
  const services = { imports: new ImportService({ ...shared, db }) };
  return {
    services,
    admin: importRouter(services),
    jobs: [workOn(importJob, ({ importId }) => worker.apply(importId))],
    upkeep: [() => worker.forgetOldLines()],
  };
}
