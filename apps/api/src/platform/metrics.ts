import { collectDefaultMetrics, Gauge, type MetricConfiguration, Registry } from 'prom-client';
import { RequestDurations } from './request-durations.ts';

/** What `/metrics` sends. */
export interface Exposition {
  contentType: string;
  text: string;
}

interface ReadGauge {
  name: string;
  help: string;
  labelNames?: readonly string[];
  /** How the values of several processes become one. Default `first`: all read the same. */
  aggregator?: MetricConfiguration<string>['aggregator'];
  /** Returns a number, or one for each set of labels; null when nothing is known. */
  read: () => Promise<number | null | { labels: Record<string, string>; value: number }[]>;
}

/** The hub's metrics, in its own registry so that two hubs in one process do not clash. Domains add theirs. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests: RequestDurations;
  readonly #collect: (() => Promise<Exposition>) | undefined;

  /** `collect` asks all processes of this hub on this machine; without it, this process is the only one. */
  constructor(collect?: () => Promise<Exposition>) {
    this.#collect = collect;
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'hub_processes',
      help: 'Processes that these numbers are of.',
      registers: [this.registry],
    }).set(1);
    this.requests = new RequestDurations(this.registry);
  }

  /**
   * Adds a gauge that is read at each scrape, mostly from the database. When that is away, the other metrics must still be
   * served: then they are needed most.
   */
  addGauge({ name, help, labelNames = [], aggregator = 'first', read }: ReadGauge): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      aggregator,
      async collect() {
        const found = await read().catch(() => (labelNames.length > 0 ? [] : null));
        if (found === null) return;
        if (typeof found === 'number') return this.set(found);
        this.reset();
        for (const { labels, value } of found) this.set(labels, value);
      },
    });
  }

  /** Returns the metrics of all processes of this hub on this machine. */
  async collect(): Promise<Exposition> {
    if (this.#collect !== undefined) return this.#collect();
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
