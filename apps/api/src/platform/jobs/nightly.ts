import { z } from 'zod';

/**
 * How jobs are treated that run once a night, and again a minute later when a lock was not to be had: each try goes on
 * where the last one stopped.
 */
export const nightly = {
  payload: z.object({}),
  policy: 'short',
  retryLimit: 10,
  retryDelaySeconds: 60,
  // The first night after an upgrade has all of the past to do.
  expireInSeconds: 4 * 3600,
  heartbeatSeconds: 30,
  pollingIntervalSeconds: 30,
} as const;
