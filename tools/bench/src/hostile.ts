import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type HostileRequest, hostileRequests, type Way } from '@dreamteamhub/harness/hostile-requests.ts';
import { waysInto } from '@dreamteamhub/harness/hostile-ways.ts';
import { admin, tracking } from '@dreamteamhub/sdk/contract';
import { prepareHub, SECRET_KEY, startHub } from './hub-target.ts';
import { IMPORT_FILES } from './import-files.ts';
import { mainThreadMilliseconds } from './main-thread.ts';
import { decimal, table } from './markdown.ts';
import type { Server, Workbench } from './workbench.ts';

/** What one request of somebody who has proven nothing may cost the main thread, in milliseconds. */
const MOST_MILLISECONDS = 20;
/** What a file of 2 MB may, with a key. */
const MOST_FOR_AN_IMPORT = 100;
/** How much later than without hostile requests `/livez` may answer. */
const MOST_DELAY_MILLISECONDS = 100;

/** The least of these counts: what a garbage collection or another process adds is not the request's. */
const WAYS = waysInto({ tracking, admin });
const TRIES = 3;
const SHOWN = 15;

interface Cost {
  name: string;
  status: number;
  milliseconds: number;
}

/**
 * Sends everything hostile that a stranger can send to a hub as it runs in production, one after the other, and measures
 * what each costs its main thread, by the thread's own processor time (Linux), and how late `/livez` answers meanwhile.
 */
export async function benchHostile(bench: Workbench): Promise<void> {
  await prepareHub(bench, 'hostile', 10);
  // Its callers say where they come from, so that the limits of one address do not end the walk.
  const server = await startHub(bench, 'hostile', { env: { TRUST_PROXY: 'loopback' } });
  const client = new Client(server);
  for (const way of WAYS) await client.send({ ...plainRequest(way), name: 'warm-up' });
  const idle = await client.probeWhile(() => sleep(5_000));
  const costs: Cost[] = [];
  const busy = await client.probeWhile(async () => {
    for (const hostile of hostileRequests(WAYS)) costs.push(await client.cost(hostile));
  });
  const imports = await importCosts(client);
  await server.stop();
  report(costs, imports, { idle, busy });
}

function report(costs: Cost[], imports: Cost[], delays: { idle: number; busy: number }): void {
  const worst = costs.toSorted((a, b) => b.milliseconds - a.milliseconds);
  console.log(
    `\n${costs.length} hostile requests without a valid credential: the ${SHOWN} dearest, main thread\n`,
  );
  console.log(table(['request', 'status', 'ms'], worst.slice(0, SHOWN).map(row)));
  console.log('\nFiles with a secret key\n');
  console.log(table(['request', 'status', 'ms'], imports.map(row)));
  const { idle, busy } = delays;
  console.log(`\n/livez: at most ${decimal(idle)} ms when idle, ${decimal(busy)} ms under hostile requests`);
  const isOver =
    costs.some(({ milliseconds }) => milliseconds > MOST_MILLISECONDS) ||
    imports.some(({ milliseconds }) => milliseconds > MOST_FOR_AN_IMPORT) ||
    busy - idle > MOST_DELAY_MILLISECONDS;
  if (isOver) process.exitCode = 1;
}

function row({ name, status, milliseconds }: Cost): string[] {
  return [name, String(status), decimal(milliseconds)];
}

async function importCosts(client: Client): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const [what, csv] of Object.entries(IMPORT_FILES)) {
    costs.push(
      await client.cost({
        name: `POST /api/inventory/imports: ${what}`,
        method: 'POST',
        url: '/api/inventory/imports',
        headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ fileName: 'hostile.csv', csv }),
      }),
    );
  }
  return costs;
}

/** Sends requests one after the other, each from another network, and reads what they cost. */
class Client {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  #sent = 0;
  #last = '';

  constructor(server: Server) {
    this.#server = server;
  }

  async cost(hostile: HostileRequest): Promise<Cost> {
    const cost: Cost = { name: hostile.name, status: 0, milliseconds: Number.POSITIVE_INFINITY };
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = await mainThreadMilliseconds(this.#server);
      cost.status = await this.send(hostile);
      const spent = (await mainThreadMilliseconds(this.#server)) - before;
      cost.milliseconds = Math.min(cost.milliseconds, spent);
    }
    return cost;
  }

  /** Returns the status; 0 when the connection was closed instead of an answer. */
  async send({ name, method, url, headers, body }: HostileRequest): Promise<number> {
    this.#sent++;
    this.#last = name;
    const from = { 'x-forwarded-for': `10.${(this.#sent >> 8) & 255}.${this.#sent & 255}.7` };
    return new Promise((resolve) => {
      const outgoing = request(`${this.#server.origin}${url}`, {
        method,
        agent: this.#agent,
        headers: {
          ...from,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      });
      outgoing.on('error', () => resolve(0));
      outgoing.on('response', (response) => {
        response.resume().on('close', () => resolve(response.statusCode ?? 0));
      });
      outgoing.end(body);
    });
  }

  /** Asks `/livez` again and again meanwhile, from a thread of its own; returns the milliseconds of the latest answer. */
  async probeWhile(work: () => Promise<unknown>): Promise<number> {
    const probe = new Worker(new URL('livez-probe.ts', import.meta.url), { workerData: this.#server.origin });
    const failed = once(probe, 'message').then(([latest]) => latest as number | null);
    const isDone = await Promise.race([work().then(() => true), failed.then(() => false)]);
    probe.postMessage('stop');
    const latest = await failed;
    await probe.terminate();
    if (!isDone || latest === null) {
      console.error(`the hub is gone, after ${this.#last}`);
      // Says how it ended.
      await this.#server.stop();
      throw new Error('the hub ended under hostile requests');
    }
    return latest;
  }
}

function plainRequest({ method, path }: Way): Omit<HostileRequest, 'name'> {
  const body = method === 'GET' ? {} : { body: '{}' };
  return { method, url: path, headers: { 'content-type': 'application/json' }, ...body };
}
