import type { Metrics } from '../metrics.ts';
import type { JobQueue } from './job-queue.ts';

/** Adds how many jobs each queue has, as pg-boss counted them last. */
export function addJobMetrics(metrics: Metrics, jobs: JobQueue): void {
  metrics.addGauge({
    name: 'hub_jobs',
    help: 'Jobs by queue: ready to be done now, being done, and failed for good. Counted once a minute.',
    labelNames: ['queue', 'state'],
    read: async () =>
      (await jobs.counts()).flatMap(({ queue, ready, active, failed }) => [
        { labels: { queue, state: 'ready' }, value: ready },
        { labels: { queue, state: 'active' }, value: active },
        { labels: { queue, state: 'failed' }, value: failed },
      ]),
  });
}
