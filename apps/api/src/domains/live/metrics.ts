import { Counter, Gauge } from 'prom-client';
import type { Metrics } from '../../platform/metrics.ts';

/** What open pages cost. */
export interface LiveMetrics {
  /** Streams that are open. */
  watchers: number;
  onMessage(): void;
  /** A stream was refused because too many are open. */
  onRefusal(): void;
}

/** Adds the metrics of live updates. */
export function addLiveMetrics({ registry }: Metrics): LiveMetrics {
  const registers = [registry];
  const messages = new Counter({
    name: 'hub_live_messages_total',
    help: 'Messages to open pages that something has changed.',
    registers,
  });
  const refusals = new Counter({
    name: 'hub_live_refused_total',
    help: 'Streams of live updates that were refused because too many were open.',
    registers,
  });
  const live: LiveMetrics = {
    watchers: 0,
    onMessage: () => messages.inc(),
    onRefusal: () => refusals.inc(),
  };
  new Gauge({
    name: 'hub_live_watchers',
    help: 'Open streams of live updates: visible pages, mostly.',
    registers,
    aggregator: 'sum',
    collect() {
      this.set(live.watchers);
    },
  });
  return live;
}
