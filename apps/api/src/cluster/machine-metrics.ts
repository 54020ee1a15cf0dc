import type { FastifyBaseLogger } from 'fastify';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Exposition } from '../platform/metrics.ts';
import type { MetricsSnapshot, ProcessChannel } from './process-channel.ts';

/** Adds up the metrics of this machine's processes into one answer for Prometheus. Lives in the primary. */
export class MachineMetrics {
  readonly #own: Registry;
  readonly #log: FastifyBaseLogger;
  /** The web processes, each with its last snapshot. */
  readonly #latest = new Map<ProcessChannel, MetricsSnapshot>();
  /** Totals of processes that ended: a total that fell would look like a restart, and count twice. */
  #ended: MetricsSnapshot = [];

  constructor(own: Registry, log: FastifyBaseLogger) {
    this.#own = own;
    this.#log = log;
  }

  add(channel: ProcessChannel): void {
    this.#latest.set(channel, []);
    channel.answer('collectMetrics', () => this.collect());
  }

  async remove(channel: ProcessChannel): Promise<void> {
    const counted = (this.#latest.get(channel) ?? []).filter(isCumulative);
    this.#latest.delete(channel);
    this.#ended = await AggregatorRegistry.aggregate([this.#ended, counted]).getMetricsAsJSON();
  }

  /** Adds up each metric as its own `aggregator` says. */
  async collect(): Promise<Exposition> {
    const [own] = await Promise.all([
      this.#own.getMetricsAsJSON(),
      ...[...this.#latest.keys()].map((channel) => this.#refresh(channel)),
    ]);
    // This process first: a gauge that every process reads from the database is taken from the first that has it.
    const sum = AggregatorRegistry.aggregate([own, ...this.#latest.values(), this.#ended]);
    return { contentType: this.#own.contentType, text: await sum.metrics() };
  }

  /** Keeps the last snapshot of a process that is too busy to answer: it has not counted much since. */
  async #refresh(channel: ProcessChannel): Promise<void> {
    try {
      const snapshot = await channel.ask('readMetrics');
      if (this.#latest.has(channel)) this.#latest.set(channel, snapshot);
    } catch (error) {
      this.#log.warn({ err: error }, 'a web process did not send its metrics');
    }
  }
}

function isCumulative(metric: object): boolean {
  return 'type' in metric && (metric.type === 'counter' || metric.type === 'histogram');
}
