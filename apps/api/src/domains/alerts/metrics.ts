import { MuteDao } from '@dreamteamhub/db/alerts';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import type { Platform } from '../../platform/platform.ts';
import type { AlertingHealth } from './alerting-health-service.ts';

/** Adds the metrics of scans and of the alerting itself. */
export function addAlertMetrics({ metrics, db }: Platform, health: AlertingHealth): void {
  const deliveries = new DeliveryDao(db);
  const mutes = new MuteDao(db);
  metrics.addGauge({
    name: 'hub_last_scan_timestamp_seconds',
    help: 'When the last low-stock scan went through, Unix seconds.',
    aggregator: 'max',
    read: async () => {
      const last = await deliveries.getLastScan();
      return last === null ? null : last.at.getTime() / 1000;
    },
  });
  metrics.addGauge({
    name: 'hub_alerting_problem',
    help: '1 for each thing that is wrong with the alerting itself: scans, channels, channel:<name>.',
    labelNames: ['subject'],
    read: async () => (await health.getProblems()).map(({ subject }) => ({ labels: { subject }, value: 1 })),
  });
  metrics.addGauge({
    name: 'hub_muted_alerts',
    help: 'Alerts that are not resolved and that a mute keeps from being announced.',
    aggregator: 'max',
    read: async () => (await mutes.countMuted()).episodes,
  });
}
