import type { VisitorSaltDao } from '@dreamteamhub/db/tracking';
import type { UpkeepDao } from '@dreamteamhub/db/upkeep';
import type { AlertService } from '../domains/alerts/alert-service.ts';
import type { EpisodeService } from '../domains/alerts/episode-service.ts';
import type { ScanHeartbeat } from '../domains/alerts/scan-heartbeat.ts';
import type { DeliveryService } from '../domains/deliveries/delivery-service.ts';
import type { ImportService } from '../domains/imports/import-service.ts';
import type { StockRetentionService } from '../domains/inventory/stock-retention-service.ts';
import type { KeyVerifier } from '../domains/storefronts/key-verifier.ts';
import type { RetentionService } from '../domains/tracking/click-retention-service.ts';
import type { JobHandlers, JobQueue } from '../platform/jobs/job-queue.ts';

export interface HandlerDeps {
  jobs: JobQueue;
  alerts: AlertService;
  /** Unset: nobody outside listens. */
  heartbeat: ScanHeartbeat | undefined;
  episodes: EpisodeService;
  deliveries: DeliveryService;
  imports: ImportService;
  upkeep: UpkeepDao;
  salts: VisitorSaltDao;
  keyVerifier: KeyVerifier;
  retention: RetentionService;
  stockRetention: StockRetentionService;
  scanIntervalSeconds: number;
}

/** Key of the one scan that waits for its time. */
const NEXT_SCAN = 'next';

/** What each queue's jobs do. */
export function jobHandlers(deps: HandlerDeps): JobHandlers {
  // In seconds from now, by the database's clock: a worker whose clock is wrong would stop the scans.
  const enqueueNextScan = () =>
    deps.jobs.send('inventory.scan', {}, { singletonKey: NEXT_SCAN, startAfter: deps.scanIntervalSeconds });
  const deliver = ({ deliveryId }: { deliveryId: string }) => deps.deliveries.deliver(deliveryId);
  return {
    'inventory.scan': async () => {
      // Cron cannot go below a minute, so each scan enqueues the next; first, so that a scan that fails breaks nothing.
      await enqueueNextScan();
      await deps.alerts.scan();
      await deps.heartbeat?.onScanned();
    },
    'inventory.scanWatchdog': async () => {
      // Does nothing while the chain is whole: then its next scan waits under this key already.
      await enqueueNextScan();
    },
    'inventory.import': ({ importId }) => deps.imports.apply(importId),
    // Only channels that this worker has: beside an older one, a new channel's deliveries wait for a worker that knows it.
    ...Object.fromEntries(deps.deliveries.channels.map((channel) => [`alerts.deliver.${channel}`, deliver])),
    'alerts.dead': ({ deliveryId }) => deps.deliveries.giveUp(deliveryId),
    'database.upkeep': async () => {
      await deps.upkeep.ensurePartitions();
      await deps.upkeep.deleteExpiredCooldowns();
      await deps.upkeep.deleteOldStockRequests();
      await deps.upkeep.deleteUnattributedRefunds();
      await deps.imports.forgetOldLines();
      await deps.episodes.forgetOld();
      await deps.salts.deleteOldSalts();
      await deps.keyVerifier.forgetSignedRequests();
      const missing = await deps.upkeep.findMissingPartitions();
      if (missing.length > 0) throw new Error(`partitions are missing: ${missing.join(', ')}`);
    },
    'affiliates.dropOldClicks': () => deps.retention.dropOldClicks(),
    'affiliates.forgetAddresses': () => deps.retention.forgetAddresses(),
    'affiliates.forgetVisitors': () => deps.retention.forgetVisitors(),
    'inventory.dropOldEvents': () => deps.stockRetention.dropOldEvents(),
  };
}

/** Asks for a scan right away, once however many processes start at the same time. */
export async function requestStartScan(jobs: JobQueue): Promise<void> {
  await jobs.send('inventory.scan', {}, { singletonKey: 'start' });
}
