import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get as httpGet, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, SECRET_KEY, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

/** Loading a process takes its time on a busy machine. */
const PATIENCE = { timeout: 30_000, interval: 50 };

let dataDir: DataDir;
let hub: Product | undefined;

beforeEach(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
});
afterEach(async () => {
  await hub?.stop();
  hub = undefined;
  await dataDir.remove();
});

async function start(env: Record<string, string> = {}): Promise<Product> {
  hub = await startProduct({
    dataDir: dataDir.path,
    port: 0,
    env: { WEB_CONCURRENCY: '2', SEED_SAMPLES: '0', ...env },
  });
  // Ready is said by the first that serves.
  await vi.waitFor(() => expect(servers(hub as Product).length).toBeGreaterThanOrEqual(2), PATIENCE);
  return hub;
}

interface LogLine {
  pid: number;
  msg: string;
}

function log(product: Product, message: string): LogLine[] {
  const lines = product
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => JSON.parse(line) as LogLine).filter(({ msg }) => msg.includes(message));
}

/** Pids of all processes that ever took requests, oldest first. */
function servers(product: Product): number[] {
  return log(product, 'Server listening').map(({ pid }) => pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** On a connection of its own: one that is kept leads to the same process for ever. */
async function get(product: Product, path: string): Promise<{ status: number | undefined; body: string }> {
  const [response] = (await once(httpGet(product.origin + path, { agent: false }), 'response')) as [
    IncomingMessage,
  ];
  return { status: response.statusCode, body: await text(response) };
}

async function visit(product: Product, path: string, times: number): Promise<(number | undefined)[]> {
  const visits = await Promise.all(Array.from({ length: times }, () => get(product, path)));
  return visits.map(({ status }) => status);
}

async function metric(product: Product, series: string): Promise<number> {
  const { status, body } = await get(product, '/metrics');
  expect(status).toBe(200);
  const line = body.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

const LIVE_VISITS = 'hub_request_duration_seconds_count{method="GET",route="/livez",status="200"}';

/** A request of which half of the body has arrived, as on a slow line. */
async function beginClick(product: Product, pixelId: string) {
  const body = JSON.stringify({ pixelId });
  const outgoing = httpRequest(`${product.origin}/api/affiliates/track/click`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      'user-agent': BROWSER,
      authorization: `Bearer ${SECRET_KEY}`,
      // Answered once the server has taken the request on.
      expect: '100-continue',
    },
  });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    outgoing.once('response', (response) => resolve(response.resume().statusCode));
    outgoing.once('error', reject);
  });
  await new Promise((resolve) => {
    outgoing.once('continue', resolve);
    outgoing.flushHeaders();
  });
  outgoing.write(body.slice(0, 5));
  return {
    finish(): Promise<number | undefined> {
      outgoing.end(body.slice(5));
      return answered;
    },
  };
}

async function createAffiliate(product: Product): Promise<string> {
  const { status, body } = await request(product, 'POST', '/api/affiliates', {
    name: 'Cluster Partner',
    handle: 'cluster-partner',
  });
  expect(status).toBe(201);
  return (body as { pixelId: string }).pixelId;
}

test('two processes serve one port, the primary does the jobs, and /metrics tells of all three', async () => {
  const product = await start();
  const [first, second] = servers(product);
  expect(new Set([product.pid, first, second]).size).toBe(3);
  expect(new Set(log(product, 'Server listening').map(({ msg }) => msg)).size).toBe(1);
  await vi.waitFor(() => expect(log(product, 'scheduler started')).not.toEqual([]), PATIENCE);
  expect(log(product, 'scheduler started').map(({ pid }) => pid)).toEqual([product.pid]);

  const pixelId = await createAffiliate(product);
  const click = await beginClick(product, pixelId);
  expect(await click.finish()).toBe(200);
  const list = await request(product, 'GET', '/api/affiliates');
  expect(list.body).toMatchObject([{ handle: 'cluster-partner' }]);

  expect(await visit(product, '/livez', 20)).toEqual(Array(20).fill(200));
  expect(await metric(product, 'hub_processes')).toBe(3);
  expect(await metric(product, LIVE_VISITS)).toBe(20);
  // Read from the database by all three.
  const scannedAt = await metric(product, 'hub_last_scan_timestamp_seconds');
  expect(Math.abs(Date.now() / 1000 - scannedAt)).toBeLessThan(120);
});

test('a stop that reaches every process lets requests finish, and leaves nothing', async () => {
  const product = await start();
  const pids = servers(product);
  const clicks = [];
  const pixelId = await createAffiliate(product);
  for (let index = 0; index < 4; index++) clicks.push(await beginClick(product, pixelId));

  // As Ctrl-C does it: to the whole group.
  for (const pid of pids) process.kill(pid, 'SIGINT');
  const stopped = product.stop();
  await vi.waitFor(() => expect(log(product, 'stopping')).toHaveLength(1), PATIENCE);
  expect(await Promise.all(clicks.map((click) => click.finish()))).toEqual([200, 200, 200, 200]);
  expect(await stopped).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(join(dataDir.path, 'postgres', 'postmaster.pid'))).toBe(false);
});

test('a web process that dies is replaced, the other serves on, and no count falls', async () => {
  const product = await start();
  const [first = 0, second = 0] = servers(product);
  await visit(product, '/livez', 20);
  expect(await metric(product, LIVE_VISITS)).toBe(20);

  process.kill(first, 'SIGKILL');
  await vi.waitFor(() => expect(log(product, 'a web process died')).toHaveLength(1), PATIENCE);
  expect(await visit(product, '/livez', 10)).toEqual(Array(10).fill(200));

  await vi.waitFor(() => expect(servers(product)).toHaveLength(3), PATIENCE);
  const third = servers(product)[2] ?? 0;
  expect(await metric(product, 'hub_processes')).toBe(3);
  // Not the answer that is still kept from before.
  await vi.waitFor(async () => expect(await metric(product, LIVE_VISITS)).toBe(30), PATIENCE);
  // Without the second, whoever answers is the new one.
  process.kill(second, 'SIGKILL');
  await vi.waitFor(() => expect(log(product, 'a web process died')).toHaveLength(2), PATIENCE);
  expect(isAlive(third)).toBe(true);
  expect(await visit(product, '/livez', 5)).toEqual(Array(5).fill(200));
});

test('a web process that hangs keeps nobody from /metrics, and stays in the sums', async () => {
  const product = await start();
  const [first = 0] = servers(product);
  await visit(product, '/livez', 20);
  expect(await metric(product, LIVE_VISITS)).toBe(20);
  process.kill(first, 'SIGSTOP');
  try {
    // One of two may be handed to the process that hangs. An answer that is less than a second old is given again, and
    // then nobody asks that process.
    await vi.waitFor(async () => {
      expect(await Promise.any([metric(product, LIVE_VISITS), metric(product, LIVE_VISITS)])).toBe(20);
      expect(log(product, 'did not send its metrics')).not.toEqual([]);
    }, PATIENCE);
  } finally {
    process.kill(first, 'SIGCONT');
  }
});

test('without their primary, web processes finish their requests and end', async () => {
  const product = await start();
  const pids = servers(product);
  const click = await beginClick(product, await createAffiliate(product));
  await product.kill();
  expect(await click.finish()).toBe(200);
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), PATIENCE);
});

test('a worker is one process', async () => {
  hub = await startProduct({
    dataDir: dataDir.path,
    port: 0,
    env: { WEB_CONCURRENCY: '2', SEED_SAMPLES: '0', ROLE: 'worker' },
  });
  expect(servers(hub)).toEqual([hub.pid]);
  expect(await metric(hub, 'hub_processes')).toBe(1);
});
