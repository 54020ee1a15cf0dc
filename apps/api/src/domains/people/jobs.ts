import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';

export const mailResetLinkJob = defineJob({
  queue: 'people.mailResetLink',
  does: 'Mails a link for a new password to somebody who asked for one and is on the team.',
  // Null: the address that was asked for belongs to nobody. The request takes the same time.
  payload: z.object({ userId: z.string().nullable() }),
  policy: 'standard',
  retryLimit: 5,
  retryDelaySeconds: 20,
  expireInSeconds: 60,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 2,
});
