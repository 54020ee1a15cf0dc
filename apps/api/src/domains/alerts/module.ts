import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import { createHeartbeat } from '@dreamteamhub/notifiers';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { BackgroundTask } from '../../platform/module.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Deliveries } from '../deliveries/module.ts';
import { AlertService, type RequestFlush } from './alert-service.ts';
import { AlertingHealth } from './alerting-health-service.ts';
import { AlertingMonitor } from './alerting-monitor.ts';
import { EpisodeService } from './episode-service.ts';
import { NEXT_SCAN, scanJob, scanWatchdogJob } from './jobs.ts';
import { addAlertMetrics } from './metrics.ts';
import { MuteService } from './mute-service.ts';
import { alertsRouter } from './router.ts';
import { scanAllowanceSeconds } from './rules.ts';
import { ScanHeartbeat } from './scan-heartbeat.ts';

export type Alerts = ReturnType<typeof createAlerts>;

/** Shortages from the first low level to the restock, the scan that finds them, and the watch over the scan. */
export function createAlerts(platform: Platform, { deliveries }: { deliveries: Deliveries }) {
  const { db, env, jobs, log, now, work } = platform;
  const { channels, notifiers, outbox, channelHealth } = deliveries;
  const requestFlush: RequestFlush = async (tx, startAfterSeconds) => {
    await jobs.send(scanJob, {}, { singletonKey: 'flush', startAfter: startAfterSeconds, tx });
  };
  // A program needs to know when a shortage that it was told about ends.
  const restockedChannels = channels.filter(
    (channel) => channel === 'events' || env.RESTOCKED_CHANNELS.includes(channel),
  );
  const composedAt = performance.now();
  const health = new AlertingHealth({
    db,
    channelHealth,
    scanIntervalSeconds: env.SCAN_INTERVAL_SECONDS,
    uptimeSeconds: () => (performance.now() - composedAt) / 1000,
  });
  addAlertMetrics(platform, health);
  const policy = {
    channels,
    cooldownSeconds: env.ALERT_COOLDOWN_SECONDS,
    repeatSeconds: env.ALERT_REPEAT_SECONDS,
    groupSeconds: env.ALERT_GROUP_SECONDS,
    restockedChannels,
    outbox,
    requestFlush,
  };
  const scanner = new AlertService({ ...policy, db: work });
  const services = {
    alerts: new AlertService({ ...policy, db }),
    episodes: new EpisodeService({ db, now }),
    mutes: new MuteService({ db, now }),
  };
  const heartbeat = createScanHeartbeat(platform, health);
  // In seconds from now, by the database's clock: a wrong clock of a worker would stop the scans.
  const enqueueNextScan = () =>
    jobs.send(scanJob, {}, { singletonKey: NEXT_SCAN, startAfter: env.SCAN_INTERVAL_SECONDS });
  const upkeep = new UpkeepDao(work);
  const oldEpisodes = new EpisodeService({ db: work, now });
  const endedMutes = new MuteService({ db: work, now });
  return {
    services,
    admin: alertsRouter(services),
    health,
    heartbeat,
    requestFlush,
    restockedChannels,
    jobs: [
      workOn(scanJob, async () => {
        // Cron cannot go below a minute, so each scan enqueues the next. It does so first: a scan that fails does not
        // break the chain.
        await enqueueNextScan();
        await scanner.scan();
        await heartbeat?.onScanned();
      }),
      workOn(scanWatchdogJob, async () => {
        // Does nothing while the chain is intact: its next scan already waits under this key.
        await enqueueNextScan();
      }),
    ],
    upkeep: [
      () => upkeep.deleteExpiredCooldowns(),
      () => oldEpisodes.forgetOld(),
      () => endedMutes.forgetEnded(),
    ],
    background: [
      ...(platform.doesJobs ? [startScan(platform, notifiers.length)] : []),
      ...(platform.webProcess === undefined
        ? [
            new AlertingMonitor({
              db: work,
              health,
              notifiers,
              repeatSeconds: env.ALERT_REPEAT_SECONDS,
              allowanceSeconds: scanAllowanceSeconds(env.SCAN_INTERVAL_SECONDS),
              log,
              elapsedSeconds: () => performance.now() / 1000,
            }),
          ]
        : []),
    ],
  };
}

/** Requests a scan right away: one, however many processes start at the same time. */
function startScan({ env, jobs, log }: Platform, notifierCount: number): BackgroundTask {
  return {
    async start() {
      await jobs.send(scanJob, {}, { singletonKey: 'start' });
      log.info(
        `[Cron] 📦 DB-backed low-stock scheduler started (${env.SCAN_INTERVAL_SECONDS}s interval, ${notifierCount} notifier(s))`,
      );
    },
    stop: () => undefined,
  };
}

/** Returns undefined when no outside service listens. */
function createScanHeartbeat(
  { env, egress, log }: Platform,
  health: AlertingHealth,
): ScanHeartbeat | undefined {
  if (env.HEARTBEAT_URL === undefined) return undefined;
  return new ScanHeartbeat({ heartbeat: createHeartbeat({ url: env.HEARTBEAT_URL, egress }), health, log });
}
