import type { Metric, Registry } from 'prom-client';

const NAME = 'hub_request_duration_seconds';

/** Upper bounds in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

type Labels = Record<string, string | number>;

/** The answers of one route, method and status. */
class Series {
  readonly #labels: Labels;
  /** A count for each bound; the last is of what took longer than all. */
  readonly #counts = new Array<number>(BUCKETS.length + 1).fill(0);
  #sum = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > (BUCKETS[bucket] as number)) bucket++;
    (this.#counts[bucket] as number)++;
    this.#sum += seconds;
  }

  /** As Prometheus wants it: each bucket includes the ones below. */
  values(): { metricName: string; labels: Labels; value: number }[] {
    const labels = this.#labels;
    let total = 0;
    const buckets = this.#counts.map((count, bucket) => {
      total += count;
      return {
        metricName: `${NAME}_bucket`,
        labels: { le: BUCKETS[bucket] ?? '+Inf', ...labels },
        value: total,
      };
    });
    return [
      ...buckets,
      { metricName: `${NAME}_sum`, labels, value: this.#sum },
      { metricName: `${NAME}_count`, labels, value: total },
    ];
  }
}

/** Takes the time of one answer. */
export type Timekeeper = (method: string, status: number, seconds: number) => void;

/**
 * Times of answers by method, route and status, as a histogram. Not prom-client's, which checks and hashes the labels
 * at every observation, even of a child from `labels()`: a microsecond for each click, where this takes a twentieth.
 */
export class RequestDurations {
  readonly name = NAME;
  readonly help = 'Time to answer a request, by method, route and status.';
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #series: Series[] = [];

  constructor(registry: Registry) {
    // All that a registry asks for is a name and `get()`; prom-client registers its own sums over processes like this.
    registry.registerMetric(this as unknown as Metric);
  }

  /** Times one route. To be asked once for each: every call begins new series. */
  timeRoute(route: string): Timekeeper {
    const seriesOf = new Map<string, Map<number, Series>>();
    return (method, status, seconds) => {
      let series = seriesOf.get(method)?.get(status);
      if (series === undefined) {
        series = new Series({ method, route, status });
        this.#series.push(series);
        const ofMethod = seriesOf.get(method) ?? new Map<number, Series>();
        seriesOf.set(method, ofMethod.set(status, series));
      }
      series.observe(seconds);
    };
  }

  async get(): Promise<object> {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#series.flatMap((series) => series.values()) };
  }
}
