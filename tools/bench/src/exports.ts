import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { type HubSession, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { storeOrders } from '@dreamteamhub/harness/stored-orders.ts';
import { prepareHub, startHub } from './hub-target.ts';
import { LOADED_AFFILIATES, type LoadResult, sendClicksAtRate } from './load.ts';
import { decimal, table, whole } from './markdown.ts';
import { median } from './statistics.ts';
import type { Server, Workbench } from './workbench.ts';

const DATABASE = 'exports';
const ORDERS = 1_000_000;
const ROUNDS = 3;
const SECONDS = 10;
const CLICKS_PER_SECOND = 200;
const CONNECTIONS = 32;
const SAMPLE_MS = 50;
/** As often as the app's page asks. */
const ASK_MS = 1_000;
const MEBIBYTE = 1024 * 1024;

interface ListExport {
  id: string;
  status: string;
  rows: number;
  bytes: number;
}

/**
 * Measures the export of a million orders: its time, and the memory of the hub above what it has before; then clicks at a
 * constant rate with and without such an export, in turns on one hub, and how soon one is cancelled.
 */
export async function benchExports(bench: Workbench, { stored }: { stored: number }): Promise<void> {
  const orders = stored === 0 ? ORDERS : stored;
  const key = await prepareHub(bench, DATABASE, LOADED_AFFILIATES);
  await bench.withDatabase(DATABASE, (connection) => storeOrders(connection, orders));
  const server = await startHub(bench, DATABASE);
  const session = await openSession(server.origin, join(bench.directory, `hub-${THIS_CHECKOUT.name}`));
  const sendClicks = (warmUpSeconds = 2) =>
    sendClicksAtRate(bench, server, {
      ...{ key, connections: CONNECTIONS, seconds: SECONDS, perSecond: CLICKS_PER_SECOND },
      warmUpSeconds,
    });
  await sendClicks();
  await measureMemory(server, session, orders);
  await measureClicks(session, sendClicks);
  await server.stop();
}

async function measureMemory(server: Server, session: HubSession, orders: number): Promise<void> {
  // What the requests before left behind is collected, so that it does not hide what the export takes.
  await sleep(10_000);
  const idle = await residentBytes(server);
  const startedAt = performance.now();
  const { id } = await begin(session);
  let most = 0;
  for (let isRunning = true, askAt = startedAt; isRunning; await sleep(SAMPLE_MS)) {
    most = Math.max(most, await residentBytes(server));
    if (performance.now() < askAt) continue;
    askAt += ASK_MS;
    isRunning = !(await isOver(session, id));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const made = await read(session, id);
  if (made.rows !== orders) throw new Error(`${orders} orders became ${made.rows} rows (${made.status})`);
  const fetching = performance.now();
  const file = await fetch(`${server.origin}/api/exports/${id}/file`, {
    headers: { cookie: session.cookie },
  });
  let bytes = 0;
  for await (const chunk of file.body ?? []) {
    bytes += chunk.length;
    if (bytes % 16 === 0) most = Math.max(most, await residentBytes(server));
  }
  if (bytes !== made.bytes) throw new Error(`the file has ${bytes} bytes instead of ${made.bytes}`);
  console.log(
    table(
      [
        'rows',
        'seconds',
        'rows/s',
        'file, MiB',
        'fetched in s',
        'memory idle, MiB',
        'at most, MiB',
        'more, MiB',
      ],
      [
        [
          ...[whole(orders), decimal(seconds), whole(orders / seconds), decimal(bytes / MEBIBYTE)],
          decimal((performance.now() - fetching) / 1000),
          ...[idle, most, most - idle].map((size) => decimal(size / MEBIBYTE)),
        ],
      ],
    ),
  );
}

async function measureClicks(session: HubSession, sendClicks: () => Promise<LoadResult>): Promise<void> {
  const loads: Record<'without' | 'with', LoadResult[]> = { without: [], with: [] };
  const letGo: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const which of round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
      const running = which === 'with' ? await beginWriting(session) : null;
      const load = await sendClicks();
      if (load.failed > 0) throw new Error(`${load.failed} clicks were not answered with 2xx`);
      loads[which].push(load);
      if (running !== null) letGo.push(await cancel(session, running.id));
    }
  }
  const row = (name: string, of: readonly LoadResult[]) => [
    name,
    ...[of.map(({ p50Ms }) => p50Ms), of.map(({ p99Ms }) => p99Ms)].map(
      (times) => `${decimal(median(times))} (${decimal(Math.min(...times))}–${decimal(Math.max(...times))})`,
    ),
  ];
  console.log(
    table(
      [`${CLICKS_PER_SECOND} clicks/s`, 'p50 ms (range)', 'p99 ms (range)'],
      [row('without an export', loads.without), row('with an export', loads.with)],
    ),
  );
  console.log(
    `a cancelled export is answered after ${whole(median(letGo))} ms (at most ${whole(Math.max(...letGo))})`,
  );
}

const begin = async (session: HubSession) =>
  ((await session.change('exports.createExport', { list: 'orders' })) as { export: ListExport }).export;

/** Begins an export, and waits until it is being written. */
async function beginWriting(session: HubSession): Promise<ListExport> {
  const made = await begin(session);
  while ((await read(session, made.id)).rows === 0) await sleep(SAMPLE_MS);
  return made;
}

const read = async (session: HubSession, id: string) =>
  (await session.query('exports.getExport', { id })) as ListExport;

async function isOver(session: HubSession, id: string): Promise<boolean> {
  const { status } = await read(session, id);
  return status !== 'queued' && status !== 'running';
}

/** Cancels a running export. Returns the milliseconds until the hub has said so. */
async function cancel(session: HubSession, id: string): Promise<number> {
  const { status } = await read(session, id);
  if (status !== 'running') throw new Error(`the export was ${status} while clicks were measured`);
  const startedAt = performance.now();
  await session.change('exports.cancelExport', { id });
  const milliseconds = performance.now() - startedAt;
  // Its reader goes on to the end of its page.
  await sleep(1_000);
  return milliseconds;
}

async function residentBytes({ pid }: Server): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
