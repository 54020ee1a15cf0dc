import type { FastifyBaseLogger } from 'fastify';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Exposition } from '../platform/metrics.ts';
import type { MetricsSnapshot, ProcessChannel } from './process-channel.ts';

/** Kept in the primary: the numbers of all processes of this machine as one answer for Prometheus. */
export class MachineMetrics {
  readonly #own: Registry;
  readonly #log: FastifyBaseLogger;
  /** The web processes, with what each said last. */
  readonly #latest = new Map<ProcessChannel, MetricsSnapshot>();
  /** What processes that ended had counted: a total that fell would look like a restart, and count twice. */
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

  /** Each metric says itself how it is added up (`aggregator`). */
  async collect(): Promise<Exposition> {
    const [own] = await Promise.all([
      this.#own.getMetricsAsJSON(),
      ...[...this.#latest.keys()].map((channel) => this.#refresh(channel)),
    ]);
    // This process first: gauges that all read from the database are taken from the first that has them.
    const sum = AggregatorRegistry.aggregate([own, ...this.#latest.values(), this.#ended]);
    return { contentType: this.#own.contentType, text: await sum.metrics() };
  }

  /** A process that is too busy to answer has not counted much since; what it said last stands. */
  async #refresh(channel: ProcessChannel): Promise<void> {
    try {
      const snapshot = await channel.ask('readMetrics');
      if (this.#latest.has(channel)) this.#latest.set(channel, snapshot);
    } catch (error) {
      this.#log.warn({ err: error }, 'a web process did not tell its metrics');
    }
  }
}

function isCumulative(metric: object): boolean {
  return 'type' in metric && (metric.type === 'counter' || metric.type === 'histogram');
}
