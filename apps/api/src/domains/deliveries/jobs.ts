import type { ChannelName } from '@dreamteamhub/notifiers';
import { z } from 'zod';
import { defineJob, type JobDefinition } from '../../platform/jobs/job-definition.ts';

const payload = z.object({ deliveryId: z.uuid() });

export const deadDeliveryJob = defineJob({
  queue: 'alerts.dead',
  does: 'Gives up a delivery whose worker died in every attempt.',
  payload,
  policy: 'standard',
  retryLimit: 10,
  retryDelaySeconds: 30,
  expireInSeconds: 60,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 5,
});

const deliverJob = (channel: ChannelName, atOnce = 1) =>
  defineJob({
    atOnce,
    queue: `alerts.deliver.${channel}`,
    does: `Tries to deliver one message on the channel \`${channel}\`.`,
    payload,
    policy: 'standard',
    // Only for workers that died or a database that was away: a failed attempt ends its job and enqueues the next.
    retryLimit: 10,
    retryDelaySeconds: 5,
    expireInSeconds: 120,
    heartbeatSeconds: 20,
    deadLetter: deadDeliveryJob.queue,
    pollingIntervalSeconds: 1,
  });

/** One queue per channel, so that a slow one does not hold up the others. */
export const deliverJobs: Record<ChannelName, JobDefinition<z.output<typeof payload>>> = {
  webhook: deliverJob('webhook'),
  email: deliverJob('email'),
  // A shop's own server hears of every order: one a second would be minutes behind on a busy day.
  events: deliverJob('events', 10),
};
