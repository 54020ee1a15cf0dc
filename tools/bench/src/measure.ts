import { readCpuTime } from './cpu.ts';
import { type Generator, type LoadResult, sendClicks } from './load.ts';
import type { Server, Workbench } from './workbench.ts';

const WARM_UP_SECONDS = 2;

/** A server whose clicks are measured. */
export interface Target {
  start(): Promise<Server>;
  /** Where its clicks are afterwards, and which rows of `aff_clicks` are good ones; null for a target that stores nothing. */
  storage: { database: string; condition: string } | null;
}

export interface Measurement {
  load: LoadResult;
  clicksPerSecond: number;
  /** Microseconds of CPU a click; null where they cannot be read. */
  nodeMicros: number | null;
  postgresMicros: number | null;
  /** Null for targets that do not batch. */
  clicksPerBatch: number | null;
  /** What makes this measurement worthless; null when all is well. */
  problem: string | null;
}

/** Starts the target, warms it up, measures it for `seconds` under load, and compares the rows with the answers. */
export async function measure(
  bench: Workbench,
  target: Target,
  options: { generator: Generator; key: string; connections: number; seconds: number },
): Promise<Measurement> {
  const server = await target.start();
  // Nobody pays for what the measurement before left to be written.
  await bench.query('CHECKPOINT');
  const [{ now }] = (await bench.query('SELECT clock_timestamp() AS now')) as [{ now: Date }];
  const warmUp = await sendClicks(bench, server, { ...options, seconds: WARM_UP_SECONDS });

  const pids = { server: server.pid, postmaster: await bench.postmasterPid() };
  const batchesBefore = await readBatches(server);
  const cpuBefore = await readCpuTime(pids);
  const load = await sendClicks(bench, server, options);
  const cpuAfter = await readCpuTime(pids);
  const batchesAfter = await readBatches(server);
  await server.stop();

  const perClick = (kind: 'node' | 'postgres') =>
    cpuBefore && cpuAfter && (cpuAfter[kind] - cpuBefore[kind]) / load.acknowledged;
  return {
    load,
    clicksPerSecond: load.acknowledged / load.seconds,
    nodeMicros: perClick('node'),
    postgresMicros: target.storage === null ? null : perClick('postgres'),
    clicksPerBatch:
      batchesBefore && batchesAfter
        ? (batchesAfter.clicks - batchesBefore.clicks) / (batchesAfter.batches - batchesBefore.batches)
        : null,
    problem: await findProblem(bench, target, {
      since: now,
      acknowledged: warmUp.acknowledged + load.acknowledged,
      failed: warmUp.failed + load.failed,
      // The generator leaves both times with a request on each connection, which may or may not be stored.
      unanswered: 2 * options.connections,
    }),
  };
}

/** Returns what is wrong: every click that was acknowledged must have landed, and none that was not sent. */
async function findProblem(
  bench: Workbench,
  target: Target,
  sent: { since: Date; acknowledged: number; failed: number; unanswered: number },
): Promise<string | null> {
  if (sent.failed > 0) return `${sent.failed} clicks were not answered with 2xx`;
  if (target.storage === null) return null;
  const { database, condition } = target.storage;
  const landed = await bench.withDatabase(database, async ({ pool }) => {
    const count = `SELECT count(*)::integer AS landed FROM aff_clicks WHERE "timestamp" >= $1 AND ${condition}`;
    return (await pool.query<{ landed: number }>(count, [sent.since])).rows[0]?.landed ?? 0;
  });
  return landed >= sent.acknowledged && landed <= sent.acknowledged + sent.unanswered
    ? null
    : `${sent.acknowledged} clicks were acknowledged, ${landed} landed`;
}

/** Returns the hub's histogram of clicks per commit; null for a target without one. */
async function readBatches(server: Server): Promise<{ clicks: number; batches: number } | null> {
  const text = await (await fetch(`${server.origin}/metrics`)).text();
  const read = (suffix: string) => new RegExp(`^hub_click_batch_size_${suffix} (\\S+)$`, 'm').exec(text)?.[1];
  const clicks = read('sum');
  const batches = read('count');
  return clicks === undefined || batches === undefined
    ? null
    : { clicks: Number(clicks), batches: Number(batches) };
}
