import { fileURLToPath } from 'node:url';
import { hubTarget } from './hub-target.ts';
import { type Generator, type LoadResult, sendClicksAtRate } from './load.ts';
import { type Measurement, measure, type Target } from './measure.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const RATE_SECONDS = 10;
/** At half load a process gets warm more slowly: V8 goes on compiling for so long, on the processors that are measured. */
const RATE_WARM_UP_SECONDS = 15;

/** The migrated database that each measurement of the hub gets a copy of. */
export const HUB_TEMPLATE = 'hub_template';

/** One target at one number of connections, in all rounds. */
export interface Series {
  target: TargetName;
  connections: number;
  rounds: Measurement[];
}

export type TargetName = keyof typeof TARGETS;

/** Targets at one constant rate, in all rounds. */
export interface HalfLoad {
  perSecond: number;
  series: { target: TargetName; loads: LoadResult[] }[];
}

/** What the hub is compared with, and the hub. */
export const TARGETS = {
  a: { label: 'bare route, stores nothing', file: 'targets/bare.ts' },
  b: { label: 'one plain INSERT', file: 'targets/insert.ts' },
  b2: { label: 'four writes, one transaction', file: 'targets/four-writes.ts' },
  c: { label: 'the hub, everything on', file: null },
} as const;

export interface ThroughputOptions {
  targets: TargetName[];
  connections: number[];
  rounds: number;
  seconds: number;
  generator: Generator;
  key: string;
}

/**
 * Measures all targets at all numbers of connections, round by round, so that a slow minute of the machine meets all.
 * Every measurement gets a fresh process and a fresh database; the hub's is migrated.
 */
export async function measureThroughput(bench: Workbench, options: ThroughputOptions): Promise<Series[]> {
  const series: Series[] = options.connections.flatMap((connections) =>
    options.targets.map((target) => ({ target, connections, rounds: [] })),
  );
  for (let round = 1; round <= options.rounds; round++) {
    for (const { target, connections, rounds } of series) {
      const measurement = await measure(bench, await freshTarget(bench, target), { ...options, connections });
      rounds.push(measurement);
      console.log(
        `round ${round}, ${connections} connections, ${TARGETS[target].label}: ` +
          `${Math.round(measurement.clicksPerSecond)} clicks/s${measurement.problem ? ` (${measurement.problem})` : ''}`,
      );
    }
  }
  return series;
}

async function freshTarget(bench: Workbench, name: TargetName): Promise<Target> {
  const { file } = TARGETS[name];
  if (file === null) {
    await bench.createDatabase('measured', HUB_TEMPLATE);
    return hubTarget(bench, 'measured');
  }
  const start = (env: Record<string, string>) =>
    bench.startServer(fileURLToPath(new URL(file, import.meta.url)), env);
  if (name === 'a') return { storage: null, start: () => start({}) };
  const url = await bench.createDatabase('measured');
  return { storage: { database: 'measured', condition: 'true' }, start: () => start({ DATABASE_URL: url }) };
}

/** Measures the targets at a constant rate, half of what the hub did at most over 64 connections, round by round. */
export async function measureAtHalf(
  bench: Workbench,
  options: {
    targets: TargetName[];
    key: string;
    peakPerSecond: number;
    connections: number;
    rounds: number;
  },
): Promise<HalfLoad> {
  const { key, connections } = options;
  const perSecond = Math.round(options.peakPerSecond / 2);
  const series: HalfLoad['series'] = options.targets.map((target) => ({ target, loads: [] }));
  for (let round = 1; round <= options.rounds; round++) {
    for (const { target, loads } of series) {
      const server = await (await freshTarget(bench, target)).start();
      await bench.query('CHECKPOINT');
      const load = await sendClicksAtRate(bench, server, {
        ...{ key, connections, perSecond },
        ...{ seconds: RATE_SECONDS, warmUpSeconds: RATE_WARM_UP_SECONDS },
      });
      await server.stop();
      loads.push(load);
      console.log(
        `round ${round}, ${perSecond} clicks/s, ${TARGETS[target].label}: p99 ${load.p99Ms.toFixed(1)} ms`,
      );
    }
  }
  return { perSecond, series };
}

/** Returns the median rate of a series. */
export function rateOf(series: Series): number {
  return median(series.rounds.map((round) => round.clicksPerSecond));
}
