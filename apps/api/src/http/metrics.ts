import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The hub's own numbers, in a registry of its own so that two hubs in one process do not meet. */
export interface Metrics {
  readonly registry: Registry;
  readonly deliveryAttempts: Counter<'channel' | 'outcome'>;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
}

export function createMetrics(read: {
  deliveries: () => Promise<Record<string, number>>;
  lastScanAt: () => Promise<Date | null>;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'hub_deliveries',
    help: 'Alert deliveries by state.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      for (const [status, total] of Object.entries(await read.deliveries())) this.set({ status }, total);
    },
  });
  new Gauge({
    name: 'hub_last_scan_timestamp_seconds',
    help: 'When the last low-stock scan went through, Unix seconds.',
    registers: [registry],
    async collect() {
      const lastScanAt = await read.lastScanAt();
      if (lastScanAt !== null) this.set(lastScanAt.getTime() / 1000);
    },
  });
  return {
    registry,
    deliveryAttempts: new Counter({
      name: 'hub_delivery_attempts_total',
      help: 'Attempts to deliver an alert, by channel and outcome.',
      labelNames: ['channel', 'outcome'],
      registers: [registry],
    }),
    requests: new Histogram({
      name: 'hub_request_duration_seconds',
      help: 'Time to answer a request, by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
  };
}

/** Times every request and serves `/metrics` for Prometheus. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.observe(
      {
        method: request.method,
        // The pattern, not the path: labels must stay few.
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
      },
      reply.elapsedTime / 1000,
    );
  });
  app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
