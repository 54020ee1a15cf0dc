import { Counter, Gauge } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import type { Limits } from './limits.ts';

/** Tells how often limits refused somebody, and how near everybody together is to them. */
export function addLimitMetrics({ registry }: Metrics, limits: Limits): void {
  new Counter({
    name: 'hub_limit_exceeded_total',
    help: 'What was refused because a limit was reached, by limit and by what it counts: address, network, key, hub and so on.',
    labelNames: ['limit', 'level'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { limit, level, count } of limits.totals()) this.inc({ limit, level }, count);
    },
  });
  const gauge = (name: string, help: string, value: 'used' | 'most') =>
    new Gauge({
      name,
      help,
      labelNames: ['limit'],
      registers: [registry],
      aggregator: 'sum',
      collect() {
        for (const used of limits.used()) this.set({ limit: used.limit }, used[value]);
      },
    });
  gauge('hub_limit_used', 'What everybody together has used of a limit in its current window.', 'used');
  gauge('hub_limit_most', 'What everybody together may use of a limit in a window.', 'most');
}
