import { Counter, Gauge, Histogram } from 'prom-client';
import type { Platform } from '../../platform/platform.ts';
import type { ClickOutcome } from './tracking-service.ts';

/** What tracking reports to the metrics. */
export interface TrackingMetrics {
  onClick(outcome: ClickOutcome): void;
  onBatch(size: number): void;
  /** Clicks that the spool had to give up. */
  onLost(clicks: number): void;
  /** Clicks in the spool that are not in the database yet. */
  onPending(clicks: number): void;
}

/** Adds the metrics of clicks. */
export function addTrackingMetrics({ metrics }: Platform, queueDepth: () => number): TrackingMetrics {
  const registers = [metrics.registry];
  new Gauge({
    name: 'hub_click_queue_depth',
    help: 'Clicks that wait for their batch.',
    registers,
    collect() {
      this.set(queueDepth());
    },
  });
  const batches = new Histogram({
    name: 'hub_click_batch_size',
    help: 'Clicks that were committed together.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers,
  });
  const lost = new Counter({
    name: 'hub_click_spool_lost_total',
    help: 'Clicks that the spool had to give up.',
    registers,
  });
  const pending = new Gauge({
    name: 'hub_click_spool_pending',
    help: 'Clicks in the spool that are not in the database yet.',
    registers,
  });
  return {
    onClick: clickCounter(metrics.registry),
    onBatch: (size) => batches.observe(size),
    onLost: (clicks) => lost.inc(clicks),
    onPending: (clicks) => pending.set(clicks),
  };
}

/** Counts in a map, which is written to the metric at each scrape: the metric's `inc` costs a microsecond per click. */
function clickCounter(registry: Platform['metrics']['registry']): (outcome: ClickOutcome) => void {
  const totals = new Map<string, number>();
  new Counter({
    name: 'hub_clicks_total',
    help: 'Clicks by outcome: counted, duplicate, bot, paused or repeated.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [outcome, total] of totals) this.inc({ outcome }, total);
    },
  });
  return (outcome) => totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
}
