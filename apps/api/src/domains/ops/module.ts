import type { Platform } from '../../platform/platform.ts';
import type { Affiliates } from '../affiliates/module.ts';
import type { Alerts } from '../alerts/module.ts';
import type { Deliveries } from '../deliveries/module.ts';
import type { Inventory } from '../inventory/module.ts';
import { DiskMonitor } from './disk-monitor.ts';
import { LimitMonitor } from './limit-monitor.ts';
import { addDiskMetrics } from './metrics.ts';
import { OpsService } from './ops-service.ts';
import { opsRouter } from './router.ts';
import { alarmSender } from './send-alarm.ts';
import { SetupProgressService } from './setup-progress-service.ts';

export type { SendAlarm } from './send-alarm.ts';
export type Ops = ReturnType<typeof createOps>;

/** The guide's settings page, its test messages and its scan, and what the overview page shows. */
export function createOps(
  platform: Platform,
  others: { affiliates: Affiliates; alerts: Alerts; deliveries: Deliveries; inventory: Inventory },
) {
  const { db, egress, env, limits, log, now, readDiskSpace } = platform;
  const { alerts, deliveries } = others;
  addDiskMetrics(platform);
  const services = {
    ops: new OpsService({
      db,
      alerts: alerts.services.alerts,
      affiliates: others.affiliates.services.affiliates,
      inventory: others.inventory.services.inventory,
      notifiers: deliveries.notifiers,
      limits,
      egress,
      brandName: env.BRAND_NAME,
      timeZone: env.TIME_ZONE,
      currency: env.CURRENCY,
      scanIntervalSeconds: env.SCAN_INTERVAL_SECONDS,
      cooldownSeconds: env.ALERT_COOLDOWN_SECONDS,
      repeatSeconds: env.ALERT_REPEAT_SECONDS,
      groupSeconds: env.ALERT_GROUP_SECONDS,
      restockedChannels: alerts.restockedChannels,
      alertingHealth: alerts.health,
      now,
    }),
    setupProgress: new SetupProgressService({ db, channelHealth: deliveries.channelHealth }),
  };
  const sendAlarm = alarmSender({ notifiers: deliveries.notifiers, log });
  const repeatSeconds = env.ALERT_REPEAT_SECONDS;
  const diskMonitor = new DiskMonitor({ db, readSpace: readDiskSpace, sendAlarm, repeatSeconds, log });
  const limitMonitor = new LimitMonitor({
    db,
    takeCeilings: () => limits.takeCeilings(),
    sendAlarm,
    repeatSeconds,
    log,
  });
  return {
    services,
    admin: opsRouter(services),
    sendAlarm,
    diskMonitor,
    limitMonitor,
    // The disk is watched once a machine; each process has its own limits.
    background: platform.webProcess === undefined ? [diskMonitor, limitMonitor] : [limitMonitor],
  };
}
