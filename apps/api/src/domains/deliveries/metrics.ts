import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import { Counter } from 'prom-client';
import type { Platform } from '../../platform/platform.ts';
import type { ChannelHealthService } from './channel-health-service.ts';
import type { OnAttempt } from './delivery-service.ts';

/** Adds the metrics of messages and channels. Returns the function that counts an attempt. */
export function countDeliveries({ metrics, db }: Platform, channelHealth: ChannelHealthService): OnAttempt {
  const deliveries = new DeliveryDao(db);
  metrics.addGauge({
    name: 'hub_deliveries',
    help: 'Alert deliveries by state.',
    labelNames: ['status'],
    read: async () =>
      Object.entries(await deliveries.countByStatus()).map(([status, value]) => ({
        labels: { status },
        value,
      })),
  });
  metrics.addGauge({
    name: 'hub_channel_failing_seconds',
    help: 'For how long nothing has arrived on a channel, since its first failure; 0 while it works.',
    labelNames: ['channel'],
    read: async () =>
      (await channelHealth.getChannels()).map(({ channel, failingSeconds }) => ({
        labels: { channel },
        value: failingSeconds ?? 0,
      })),
  });
  const attempts = new Counter({
    name: 'hub_delivery_attempts_total',
    help: 'Attempts to deliver an alert, by channel and outcome.',
    labelNames: ['channel', 'outcome'],
    registers: [metrics.registry],
  });
  return ({ channel, outcome }) => attempts.inc({ channel, outcome });
}
