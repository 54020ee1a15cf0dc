import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';

export const mailDetailsChangeJob = defineJob({
  queue: 'payouts.mailDetailsChange',
  does: 'Mails that somebody is paid elsewhere from now on, to the address before and to the new one.',
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
