import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { clickBody, clickHeaders } from '@dreamteamhub/harness/click.ts';
import type { LoadResult, RateArguments } from '../load.ts';

/**
 * Sends at a constant rate whether or not answers come, and takes each latency from the moment at which the click was
 * due: a server that stalls is charged for everybody who would have waited. (autocannon's own rate option sends a
 * second's requests in one burst.)
 *
 * It speaks HTTP itself, as far as it meets it here: Node's client costs more CPU a request than the hub does, on the
 * same cores.
 */
const { url, key, affiliates, connections, seconds, perSecond, warmUpSeconds } = JSON.parse(
  process.argv[2] ?? '',
) as RateArguments;

const { hostname, port, host, pathname } = new URL(url);
const head = [
  `POST ${pathname} HTTP/1.1`,
  `host: ${host}`,
  ...Object.entries(clickHeaders(key)).map(([name, value]) => `${name}: ${value}`),
].join('\r\n');

const total = Math.round(perSecond * (warmUpSeconds + seconds));
const idle: Connection[] = [];
/** The moments at which clicks were due that wait for a connection. */
const waiting: number[] = [];
let answered = 0;

/** What became of some of the clicks. */
class Answers {
  readonly #latencies: Float64Array;
  acknowledged = 0;
  failed = 0;

  constructor(most: number) {
    this.#latencies = new Float64Array(most);
  }

  add(latencyMs: number, isAcknowledged: boolean): void {
    if (isAcknowledged) this.#latencies[this.acknowledged++] = latencyMs;
    else this.failed += 1;
  }

  percentile(share: number): number {
    const sorted = this.#latencies.subarray(0, this.acknowledged).sort();
    return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  }
}

/**
 * Clicks due before `measuredFrom` are sent, not measured: both processes have to get warm. They are counted by the same
 * code, for this process would have to compile it anew when it came to another.
 */
const warmUp = new Answers(total);
const measured = new Answers(total);
let measuredFrom = Number.POSITIVE_INFINITY;

/** A keep-alive connection with at most one request under way. */
class Connection {
  readonly #socket: Socket;
  readonly #connected: Promise<unknown>;
  #dueAt = 0;
  #received = '';

  constructor() {
    this.#socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      // Without the stream in between, a click costs this process a tenth less.
      onread: {
        buffer: Buffer.alloc(16 * 1024),
        callback: (bytes, buffer) => {
          this.#receive((buffer as Buffer).toString('latin1', 0, bytes));
          return true;
        },
      },
    });
    this.#connected = once(this.#socket, 'connect');
    // An answer that never comes must not look like one that was not waited for.
    this.#socket.on('close', () => answered < total && process.exit(1));
  }

  async open(): Promise<this> {
    await this.#connected;
    return this;
  }

  close(): void {
    this.#socket.destroy();
  }

  send(dueAt: number): void {
    this.#dueAt = dueAt;
    const body = clickBody(affiliates);
    this.#socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`, 'latin1');
  }

  #receive(chunk: string): void {
    this.#received += chunk;
    const endOfHead = this.#received.indexOf('\r\n\r\n');
    if (endOfHead === -1) return;
    const length = /\r\ncontent-length: (\d+)\r\n/i.exec(this.#received)?.[1];
    if (length === undefined) throw new Error(`an answer without a length: ${this.#received}`);
    if (this.#received.length < endOfHead + 4 + Number(length)) return;
    settle(this.#dueAt, this.#received.startsWith('HTTP/1.1 200 '));
    this.#received = '';
    const next = waiting.shift();
    if (next === undefined) idle.push(this);
    else this.send(next);
  }
}

function settle(dueAt: number, isAcknowledged: boolean): void {
  answered += 1;
  (dueAt < measuredFrom ? warmUp : measured).add(performance.now() - dueAt, isAcknowledged);
}

const all = await Promise.all(Array.from({ length: connections }, () => new Connection().open()));
idle.push(...all);

const startedAt = performance.now();
measuredFrom = startedAt + warmUpSeconds * 1000;
let sent = 0;
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const due = Math.min(total, 1 + Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; sent < due; sent++) {
      const dueAt = startedAt + (sent / perSecond) * 1000;
      const connection = idle.pop();
      if (connection === undefined) waiting.push(dueAt);
      else connection.send(dueAt);
    }
    if (answered < total) return;
    clearInterval(timer);
    resolve();
  }, 1);
});
const finishedAt = performance.now();
for (const connection of all) connection.close();

const answer: LoadResult = {
  acknowledged: measured.acknowledged,
  failed: measured.failed,
  seconds: (finishedAt - measuredFrom) / 1000,
  p50Ms: measured.percentile(0.5),
  p99Ms: measured.percentile(0.99),
};
console.log(`\n${JSON.stringify(answer)}`);
