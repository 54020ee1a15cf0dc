import type { DatabaseConnection } from '@dreamteamhub/db';
import { Gauge } from 'prom-client';
import type { BudgetName } from './budgets.ts';
import type { Metrics } from './metrics.ts';

/**
 * Adds how many connections each part has in use, and how many callers wait for one. Returns the function that makes a
 * part's connections known; a part may have several pools.
 */
export function addConnectionMetrics({ registry }: Metrics) {
  const pools: { part: BudgetName; pool: DatabaseConnection['pool'] }[] = [];
  new Gauge({
    name: 'hub_database_connections',
    help: 'Connections to the database by part of the hub: used, idle, and callers that are waiting for one.',
    labelNames: ['part', 'state'],
    registers: [registry],
    aggregator: 'sum',
    collect() {
      this.reset();
      for (const { part, pool } of pools) {
        this.inc({ part, state: 'used' }, pool.totalCount - pool.idleCount);
        this.inc({ part, state: 'idle' }, pool.idleCount);
        this.inc({ part, state: 'waiting' }, pool.waitingCount);
      }
    },
  });
  return (part: BudgetName, { pool }: DatabaseConnection) => {
    pools.push({ part, pool });
  };
}
