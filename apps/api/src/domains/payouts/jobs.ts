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
