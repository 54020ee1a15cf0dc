import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const mailDetailsChangeJob = defineJob({
  queue: 'payouts.mailDetailsChange',
  does: 'Sends a mail about payouts: that somebody is paid elsewhere from now on, that something was paid or came back.',
  // Sealed: the address before is stored nowhere any more.
  payload: z.object({ sealed: z.string() }),
  policy: 'standard',
  retryLimit: 8,
  retryDelaySeconds: 60,
  expireInSeconds: 60,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 2,
});

export const askJob = defineJob({
  queue: 'payouts.ask',
  does: 'Asks providers what became of payouts, or of one batch of which they say that there is news.',
  payload: z.object({ batchId: z.number().int().optional() }),
  policy: 'short',
  // The next run comes soon.
  retryLimit: 1,
  retryDelaySeconds: 60,
  expireInSeconds: 3600,
  heartbeatSeconds: 30,
  pollingIntervalSeconds: 5,
  schedule: '1-59/3 * * * *',
});

export const tellPartnersJob = defineJob({
  queue: 'payouts.tellPartners',
  does: 'Writes the mails to partners whose payments were made or came back.',
  payload: z.object({
    payments: z.array(z.object({ itemId: z.number().int(), isBack: z.boolean() })),
  }),
  policy: 'standard',
  retryLimit: 8,
  retryDelaySeconds: 60,
  expireInSeconds: 120,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 2,
});

export const watchPayoutsJob = defineJob({
  queue: 'payouts.watch',
  does: 'Raises an alarm while a difference waits for a decision, or a batch is unknown for more than an hour.',
  ...nightly,
  // The next one comes soon.
  retryLimit: 1,
  expireInSeconds: 120,
  schedule: '4-59/5 * * * *',
});
