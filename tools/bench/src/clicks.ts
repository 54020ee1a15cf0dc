import { prepareHub } from './hub-target.ts';
import { findGenerator, LOADED_AFFILIATES } from './load.ts';
import { describeMachine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { type ClickReport, problemsOf, render } from './report.ts';
import {
  HUB_TEMPLATE,
  measureAtHalf,
  measureThroughput,
  rateOf,
  TARGETS,
  type TargetName,
} from './throughput.ts';
import { Volumes } from './volumes.ts';
import type { Workbench } from './workbench.ts';

/** Of the measurements that are made at one number of connections only. */
const CONNECTIONS = 64;

/** What the hub is compared with at a rate that all of them can keep up with. */
const RATE_TARGETS: TargetName[] = ['a', 'b', 'c'];

const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];

/** Measures the click path beside what it could be replaced with, prints it all, and returns it for the documentation. */
export async function benchClicks(bench: Workbench, options: BenchOptions): Promise<ClickReport> {
  const { only, rounds, seconds, volume } = options;
  const connections = options.connections.clicks;
  await bench.fillLog();
  const key = await prepareHub(bench, HUB_TEMPLATE, LOADED_AFFILIATES);
  const generator = await findGenerator(bench);
  const report: ClickReport = {
    machine: await describeMachine(bench),
    generator,
    rounds,
    seconds,
    series: await measureThroughput(bench, {
      targets: TARGET_NAMES.filter((target) => only.includes(target)),
      ...{ connections, rounds, seconds, generator, key },
    }),
    atHalf: null,
    volumes: [],
    list: null,
  };
  const peak = report.series.find((one) => one.target === 'c' && one.connections === CONNECTIONS);
  if (only.includes('rate') && peak !== undefined) {
    report.atHalf = await measureAtHalf(bench, {
      ...{ targets: RATE_TARGETS, key, connections: CONNECTIONS, rounds },
      peakPerSecond: rateOf(peak),
    });
  }
  if (only.includes('volumes') || only.includes('list')) {
    const volumes = await Volumes.prepare(bench, volume);
    if (only.includes('volumes')) {
      report.volumes = await volumes.measureClicks({ generator, connections: CONNECTIONS, rounds, seconds });
    }
    if (only.includes('list')) report.list = await volumes.measureList();
  }
  console.log(`\n${render(report)}`);
  for (const problem of problemsOf(report)) console.error(`WORTHLESS: ${problem}`);
  return report;
}
