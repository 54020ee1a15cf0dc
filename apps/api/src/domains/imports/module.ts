import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Alerts } from '../alerts/module.ts';
import { ImportService } from './import-service.ts';
import { importJob } from './jobs.ts';
import { importRouter } from './router.ts';

/** Products and stock levels from files. */
export function createImports({ db, jobs, log }: Platform, { alerts }: { alerts: Alerts }) {
  const imports = new ImportService({
    db,
    async enqueueImport(tx, importId) {
      await jobs.send(importJob, { importId }, { tx });
    },
    requestScan: (tx) => alerts.requestFlush(tx, 0),
    log,
  });
  const services = { imports };
  return {
    services,
    admin: importRouter(services),
    jobs: [workOn(importJob, ({ importId }) => imports.apply(importId))],
    upkeep: [() => imports.forgetOldLines()],
  };
}
