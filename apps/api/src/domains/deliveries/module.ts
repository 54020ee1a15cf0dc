import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import { AlarmService } from './alarm-service.ts';
import { ChannelHealthService } from './channel-health-service.ts';
import { createMailSender, createNotifiers } from './channels.ts';
import { DeliveryHistoryService } from './delivery-history-service.ts';
import { DeliveryService } from './delivery-service.ts';
import { createEventPublisher } from './hub-event-service.ts';
import { deadDeliveryJob, deliverJobs } from './jobs.ts';
import { countDeliveries } from './metrics.ts';
import { type EnqueueDelivery, OutboxService } from './outbox-service.ts';
import { deliveriesRouter } from './router.ts';

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Channels, and messages on their way to them. */
export function createDeliveries(platform: Platform) {
  const { db, env, egress, jobs, log, now, work } = platform;
  const notifiers = createNotifiers(env, egress);
  const channels = notifiers.map((notifier) => notifier.channel);
  const enqueueDelivery: EnqueueDelivery = async (tx, { deliveryId, channel, startAfterSeconds }) => {
    const startAfter = startAfterSeconds === undefined ? {} : { startAfter: Math.ceil(startAfterSeconds) };
    await jobs.send(deliverJobs[channel], { deliveryId }, { tx, ...startAfter });
  };
  const outbox = new OutboxService({ enqueueDelivery });
  const channelHealth = new ChannelHealthService({ db, channels });
  const alarms = new AlarmService({ channels, repeatSeconds: env.ALERT_REPEAT_SECONDS, outbox, log });
  const deliveries = new DeliveryService({
    db: work,
    notifiers: new Map(notifiers.map((notifier) => [notifier.channel, notifier])),
    alarms,
    enqueueDelivery,
    log,
    onAttempt: countDeliveries(platform, channelHealth),
  });
  const services = {
    deliveries,
    deliveryHistory: new DeliveryHistoryService({ db, channels, enqueueDelivery }),
  };
  const deliver = ({ deliveryId }: { deliveryId: string }) => deliveries.deliver(deliveryId);
  return {
    services,
    admin: deliveriesRouter(services),
    notifiers,
    channels,
    channelHealth,
    outbox,
    alarms,
    publishEvent: createEventPublisher({ isConfigured: channels.includes('events'), outbox, now }),
    /** Sends mail to people on the team; null without a mail server. */
    sendMail: createMailSender(env, egress),
    jobs: [
      workOn(deadDeliveryJob, ({ deliveryId }) => deliveries.giveUp(deliveryId)),
      // Only channels that this worker has: a new channel's deliveries wait for a worker that is configured for it.
      workOn(deliverJobs.webhook, channels.includes('webhook') ? deliver : undefined),
      workOn(deliverJobs.email, channels.includes('email') ? deliver : undefined),
      workOn(deliverJobs.events, channels.includes('events') ? deliver : undefined),
    ],
    async close() {
      await Promise.all(notifiers.map((notifier) => notifier.close()));
    },
  };
}
