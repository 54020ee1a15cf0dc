import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';

/** Singleton key of the one scan that waits for its time. */
export const NEXT_SCAN = 'next';

export const scanJob = defineJob({
  queue: 'inventory.scan',
  does: 'Compares every product with its threshold, announces what is due, and enqueues the next scan.',
  payload: z.object({}),
  policy: 'short',
  // Each scan enqueues the next, and the watchdog repairs the chain: a retry would only come too late.
  retryLimit: 0,
  retryDelaySeconds: 0,
  expireInSeconds: 120,
  heartbeatSeconds: 20,
  pollingIntervalSeconds: 1,
});

export const scanWatchdogJob = defineJob({
  queue: 'inventory.scanWatchdog',
  does: 'Starts the chain of scans again if it is broken.',
  payload: z.object({}),
  policy: 'short',
  retryLimit: 0,
  retryDelaySeconds: 0,
  expireInSeconds: 60,
  heartbeatSeconds: 20,
  schedule: '* * * * *',
  pollingIntervalSeconds: 5,
});
