import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';

export const exportJob = defineJob({
  queue: 'exports.write',
  does: 'Writes a list that somebody exports, as CSV.',
  payload: z.object({ exportId: z.uuid() }),
  policy: 'standard',
  // For workers that died and a database that was away: the next try begins with the first row. The export counts its tries.
  retryLimit: 100,
  retryDelaySeconds: 10,
  expireInSeconds: 12 * 3600,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 2,
  atOnce: 2,
});
