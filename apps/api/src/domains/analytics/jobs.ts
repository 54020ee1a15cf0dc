import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { nightly } from '../../platform/jobs/nightly.ts';

export const closeHoursJob = defineJob({
  queue: 'analytics.closeHours',
  does: 'Compares the figures of the last hours with the raw rows, breaks their clicks down, and fills in earlier ones.',
  payload: z.object({}),
  policy: 'short',
  // The next quarter of an hour goes on where this one stopped.
  retryLimit: 1,
  retryDelaySeconds: 60,
  expireInSeconds: 3600,
  heartbeatSeconds: 30,
  pollingIntervalSeconds: 30,
  schedule: '1-59/15 * * * *',
});

export const compareDaysJob = defineJob({
  queue: 'analytics.compareDays',
  does: 'Compares the figures of the last days, and of days whose orders changed, with the raw rows.',
  ...nightly,
  schedule: '52 3 * * *',
});
