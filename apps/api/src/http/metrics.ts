import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AlertingHealth } from '../domains/alerts/alerting-health.ts';
import { RequestDurations } from './request-durations.ts';

/** What `/metrics` answers. */
export interface Exposition {
  contentType: string;
  text: string;
}

/** The hub's own numbers, in a registry of its own so that two hubs in one process do not meet. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: RequestDurations;
  readonly deliveryAttempts: Counter<'channel' | 'outcome'>;
  /** Counts a click: counted, duplicate, bot, paused or repeated. */
  countClick(outcome: string): void;
  readonly clickBatches: Histogram;
  readonly spoolLost: Counter;
  readonly spoolPending: Gauge;
  /** The numbers of all processes of this machine that belong together. */
  collect(): Promise<Exposition>;
}

/** What is read when somebody asks. */
interface MetricSources {
  deliveries: () => Promise<Record<string, number>>;
  lastScanAt: () => Promise<Date | null>;
  alerting: Pick<AlertingHealth, 'getProblems' | 'getChannels'>;
  missingPartitions: () => Promise<string[]>;
  clickQueueDepth?: () => number;
  /** Asks for all processes of the machine; without it, this process is the only one. */
  collect?: () => Promise<Exposition>;
}

export function createMetrics(read: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: 'hub_processes',
    help: 'Processes that these numbers are of.',
    registers,
  }).set(1);
  addDatabaseGauges(registry, read);
  const { clickQueueDepth } = read;
  if (clickQueueDepth !== undefined) {
    new Gauge({
      name: 'hub_click_queue_depth',
      help: 'Clicks that wait for their batch.',
      registers,
      collect() {
        this.set(clickQueueDepth());
      },
    });
  }
  return {
    registry,
    requests: new RequestDurations(registry),
    deliveryAttempts: new Counter({
      name: 'hub_delivery_attempts_total',
      help: 'Attempts to deliver an alert, by channel and outcome.',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    countClick: clickCounter(registry),
    clickBatches: new Histogram({
      name: 'hub_click_batch_size',
      help: 'Clicks that were committed together.',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    }),
    spoolLost: new Counter({
      name: 'hub_click_spool_lost_total',
      help: 'Clicks that the spool had to give up.',
      registers,
    }),
    spoolPending: new Gauge({
      name: 'hub_click_spool_pending',
      help: 'Clicks in the spool that are not in the database yet.',
      registers,
    }),
    collect:
      read.collect ?? (async () => ({ contentType: registry.contentType, text: await registry.metrics() })),
  };
}

/** Sums in a map, which are written to the metric when somebody asks: its own `inc` costs a microsecond of each click. */
function clickCounter(registry: Registry): (outcome: string) => void {
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

/**
 * Every process reads the same from the database: of several processes' answers one counts, not their sum. A
 * database that is away must not take the rest along, which is wanted then most.
 */
function addDatabaseGauges(
  registry: Registry,
  read: Pick<MetricSources, 'deliveries' | 'lastScanAt' | 'alerting' | 'missingPartitions'>,
): void {
  new Gauge({
    name: 'hub_deliveries',
    help: 'Alert deliveries by state.',
    labelNames: ['status'],
    registers: [registry],
    aggregator: 'first',
    async collect() {
      const deliveries = await read.deliveries().catch(() => ({}));
      this.reset();
      for (const [status, total] of Object.entries(deliveries)) this.set({ status }, total);
    },
  });
  new Gauge({
    name: 'hub_last_scan_timestamp_seconds',
    help: 'When the last low-stock scan went through, Unix seconds.',
    registers: [registry],
    aggregator: 'max',
    async collect() {
      const lastScanAt = await read.lastScanAt().catch(() => null);
      if (lastScanAt !== null) this.set(lastScanAt.getTime() / 1000);
    },
  });
  new Gauge({
    name: 'hub_alerting_problem',
    help: '1 for each thing that is wrong with the alerting itself: scans, channels, channel:<name>.',
    labelNames: ['subject'],
    registers: [registry],
    aggregator: 'first',
    async collect() {
      const problems = await read.alerting.getProblems().catch(() => []);
      this.reset();
      for (const { subject } of problems) this.set({ subject }, 1);
    },
  });
  new Gauge({
    name: 'hub_channel_failing_seconds',
    help: 'For how long nothing has arrived on a channel, since its first failure; 0 while it works.',
    labelNames: ['channel'],
    registers: [registry],
    aggregator: 'first',
    async collect() {
      const channels = await read.alerting.getChannels().catch(() => []);
      this.reset();
      for (const { channel, failingSeconds } of channels) this.set({ channel }, failingSeconds ?? 0);
    },
  });
  new Gauge({
    name: 'hub_partitions_missing',
    help: 'Partitions of this month and the next that do not exist: nothing is lost, but upkeep does not get through.',
    registers: [registry],
    aggregator: 'first',
    async collect() {
      const missing = await read.missingPartitions().catch(() => null);
      if (missing !== null) this.set(missing.length);
    },
  });
}

/**
 * Times every answer, and writes a line about none. Where Fastify would log it, and not in an `onResponse` hook: with one
 * the garbage collector came, in every fourth process under load, to keep all requests for as long as the last one lived,
 * at a third of a click's cost.
 */
export class RequestTimer extends LogController {
  readonly #requests: RequestDurations;

  constructor({ requests }: Pick<Metrics, 'requests'>) {
    super({ disableRequestLogging: true });
    this.#requests = requests;
  }

  override requestCompleted(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    this.#requests.observe({
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
  }
}

/** Serves `/metrics` for Prometheus. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) => {
    const { contentType, text } = await metrics.collect();
    reply.header('content-type', contentType);
    return text;
  });
}
