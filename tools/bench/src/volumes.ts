import { hubTarget, prepareHub, SECRET_KEY, startHub } from './hub-target.ts';
import type { Generator } from './load.ts';
import { type Measurement, measure } from './measure.ts';
import { median } from './statistics.ts';
import { storeClicks } from './stored-clicks.ts';
import type { Workbench } from './workbench.ts';

const AFFILIATES = 10_000;
const SMALL_VOLUMES = [1_000, 100_000];
const LIST_CALLS = 30;
const LIST_CALLS_BEFORE = 5;

/** Above this a copy for each round would take longer than the round; what a round adds is then below a tenth. */
const COPIED_UP_TO = 1_000_000;

/** The hub with so many clicks stored, in all rounds. */
export interface VolumeSeries {
  stored: number;
  rounds: Measurement[];
}

/** Databases of 10,000 affiliates: one without clicks, and one for each volume. */
export class Volumes {
  readonly #bench: Workbench;
  readonly #key: string;
  readonly #largest: number;
  readonly #filled = new Set<number>();

  private constructor(bench: Workbench, key: string, largest: number) {
    this.#bench = bench;
    this.#key = key;
    this.#largest = largest;
  }

  static async prepare(bench: Workbench, largest: number): Promise<Volumes> {
    return new Volumes(bench, await prepareHub(bench, databaseOf(0), AFFILIATES), largest);
  }

  /** Measures the hub's clicks per second at each volume, round by round. */
  async measureClicks(options: {
    generator: Generator;
    connections: number;
    rounds: number;
    seconds: number;
  }): Promise<VolumeSeries[]> {
    const volumes = [...SMALL_VOLUMES.filter((volume) => volume < this.#largest), this.#largest];
    const series: VolumeSeries[] = volumes.map((stored) => ({ stored, rounds: [] }));
    for (const volume of volumes) await this.#fill(volume);
    for (let round = 1; round <= options.rounds; round++) {
      for (const { stored, rounds } of series) {
        const database = stored <= COPIED_UP_TO ? 'measured' : databaseOf(stored);
        if (stored <= COPIED_UP_TO) await this.#bench.createDatabase(database, databaseOf(stored));
        const target = hubTarget(this.#bench, database);
        const measurement = await measure(this.#bench, target, { ...options, key: this.#key });
        rounds.push(measurement);
        console.log(
          `round ${round}, ${stored} clicks stored: ${Math.round(measurement.clicksPerSecond)} clicks/s` +
            `${measurement.problem ? ` (${measurement.problem})` : ''}`,
        );
      }
    }
    return series;
  }

  /** Returns the median milliseconds of a list of 1,000 affiliates without clicks and with the most, call by call in turn. */
  async measureList(): Promise<{ stored: number; emptyMs: number; storedMs: number }> {
    await this.#fill(this.#largest);
    const empty = await startHub(this.#bench, databaseOf(0));
    const stored = await startHub(this.#bench, databaseOf(this.#largest));
    const times: { empty: number[]; stored: number[] } = { empty: [], stored: [] };
    for (let call = -LIST_CALLS_BEFORE; call < LIST_CALLS; call++) {
      const emptyMs = await timeList(empty.origin);
      const storedMs = await timeList(stored.origin);
      if (call < 0) continue;
      times.empty.push(emptyMs);
      times.stored.push(storedMs);
    }
    await empty.stop();
    await stored.stop();
    return { stored: this.#largest, emptyMs: median(times.empty), storedMs: median(times.stored) };
  }

  async #fill(volume: number): Promise<void> {
    if (this.#filled.has(volume)) return;
    this.#filled.add(volume);
    const startedAt = performance.now();
    await this.#bench.createDatabase(databaseOf(volume), databaseOf(0));
    await storeClicks(this.#bench, databaseOf(volume), volume);
    await this.#bench.query('CHECKPOINT');
    console.log(`stored ${volume} clicks in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

function databaseOf(stored: number): string {
  return `stored_${stored}`;
}

async function timeList(origin: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${origin}/api/affiliates?limit=1000`, {
    headers: { authorization: `Bearer ${SECRET_KEY}` },
  });
  const { length } = (await response.json()) as unknown[];
  if (response.status !== 200 || length !== 1000) throw new Error(`the list answered ${response.status}`);
  return performance.now() - startedAt;
}
