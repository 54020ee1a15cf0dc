import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';

export const importJob = defineJob({
  queue: 'inventory.import',
  does: 'Applies the lines of an import to the products.',
  payload: z.object({ importId: z.uuid() }),
  policy: 'standard',
  // Only for workers that died or a database that was away: what was applied stays, and the next try resumes.
  retryLimit: 100,
  retryDelaySeconds: 10,
  expireInSeconds: 3600,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 2,
});
