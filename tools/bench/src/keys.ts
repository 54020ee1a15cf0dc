import { fileURLToPath } from 'node:url';
import { readCpuTime } from './cpu.ts';
import { prepareHub, startHub } from './hub-target.ts';
import { findGenerator, type Generator, LOADED_AFFILIATES, sendClicks } from './load.ts';
import { median } from './statistics.ts';
import type { Server, Workbench } from './workbench.ts';

const WITHOUT_CHECK = fileURLToPath(new URL('targets/hub-without-key-check.ts', import.meta.url));

const CONNECTIONS = 64;
/** Of fresh processes: two that run the same code differ by a few per cent for as long as they live. */
const GENERATIONS = 10;
const ROUNDS = 4;
const SECONDS = 2;
const WARM_UP_SECONDS = 4;

interface Slice {
  clicksPerSecond: number;
  /** Microseconds of Node's CPU a click; NaN where they cannot be read. */
  nodeMicros: number;
}

interface Hub {
  key: string;
  server: Server;
}

/**
 * Measures what the check of a publishable key costs a click: the hub beside itself without the check, both of them warm,
 * in short turns, because a difference this small drowns in what a machine does from one minute to the next.
 */
export async function benchKeys(bench: Workbench): Promise<void> {
  const generator = await findGenerator(bench);
  const generations: { checked: Slice; unchecked: Slice }[] = [];
  for (let generation = 1; generation <= GENERATIONS; generation++) {
    const hubs = {
      checked: await start(bench, 'keys_checked'),
      unchecked: await start(bench, 'keys_unchecked', WITHOUT_CHECK),
    };
    const slices = { checked: [] as Slice[], unchecked: [] as Slice[] };
    const send = (which: keyof typeof hubs, seconds: number) =>
      measure(bench, hubs[which], { generator, connections: CONNECTIONS, seconds });
    await send('checked', WARM_UP_SECONDS);
    await send('unchecked', WARM_UP_SECONDS);
    for (let round = 0; round < ROUNDS; round++) {
      // Whoever goes second meets what the first one left behind.
      const order = (generation + round) % 2 === 0 ? ['checked', 'unchecked'] : ['unchecked', 'checked'];
      for (const which of order as (keyof typeof hubs)[]) slices[which].push(await send(which, SECONDS));
    }
    await hubs.checked.server.stop();
    await hubs.unchecked.server.stop();
    generations.push({ checked: middle(slices.checked), unchecked: middle(slices.unchecked) });
  }
  report(generations);
}

async function start(bench: Workbench, database: string, main?: string): Promise<Hub> {
  const key = await prepareHub(bench, database, LOADED_AFFILIATES);
  return { key, server: await startHub(bench, database, main === undefined ? {} : { main }) };
}

async function measure(
  bench: Workbench,
  { key, server }: Hub,
  load: { generator: Generator; connections: number; seconds: number },
): Promise<Slice> {
  const pids = { server: server.pid, postmaster: await bench.postmasterPid() };
  const before = await readCpuTime(pids);
  const { acknowledged, failed, seconds } = await sendClicks(bench, server, { ...load, key });
  const after = await readCpuTime(pids);
  if (failed > 0) throw new Error(`${failed} clicks were not answered with 2xx`);
  return {
    clicksPerSecond: acknowledged / seconds,
    nodeMicros: before && after ? (after.node - before.node) / acknowledged : Number.NaN,
  };
}

function middle(slices: Slice[]): Slice {
  return {
    clicksPerSecond: median(slices.map((slice) => slice.clicksPerSecond)),
    nodeMicros: median(slices.map((slice) => slice.nodeMicros)),
  };
}

function report(generations: { checked: Slice; unchecked: Slice }[]): void {
  const ratios = generations.map(({ checked, unchecked }) => ({
    throughput: checked.clicksPerSecond / unchecked.clicksPerSecond,
    cpu: checked.nodeMicros / unchecked.nodeMicros,
  }));
  console.table(
    generations.map(({ checked, unchecked }, index) => ({
      'clicks/s': Math.round(checked.clicksPerSecond),
      'without the check': Math.round(unchecked.clicksPerSecond),
      ratio: ratios[index]?.throughput.toFixed(3),
      'µs of Node': checked.nodeMicros.toFixed(1),
      'µs without': unchecked.nodeMicros.toFixed(1),
    })),
  );
  console.log(
    `with the check of keys : without it, medians of ${generations.length} pairs of processes: ` +
      `throughput ${median(ratios.map(({ throughput }) => throughput)).toFixed(3)}, ` +
      `CPU of Node a click ${median(ratios.map(({ cpu }) => cpu)).toFixed(3)}`,
  );
}
