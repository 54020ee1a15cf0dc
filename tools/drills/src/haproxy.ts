import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@dreamteamhub/harness/product.ts';

const UP_WITHIN_MS = 60_000;

/** Whether this machine has HAProxy. */
export function hasHaproxy(): boolean {
  return spawnSync('haproxy', ['-v']).status === 0;
}

/** A HAProxy of its own, with the configuration that shops are given. */
export class HAProxy {
  readonly origin: string;
  readonly #statistics: string;
  readonly #process: ChildProcess;
  readonly #directory: string;

  private constructor(of: {
    port: number;
    statisticsPort: number;
    process: ChildProcess;
    directory: string;
  }) {
    this.origin = `http://127.0.0.1:${of.port}`;
    this.#statistics = `http://127.0.0.1:${of.statisticsPort}/;csv`;
    this.#process = of.process;
    this.#directory = of.directory;
  }

  static async open(hubPorts: readonly number[]): Promise<HAProxy> {
    const directory = await mkdtemp(join(tmpdir(), 'hub-haproxy-'));
    const [port, statisticsPort] = [await freePort(), await freePort()];
    const file = join(directory, 'haproxy.cfg');
    await writeFile(file, configuration({ port, statisticsPort, hubPorts }));
    // In the foreground, as one process.
    const process = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
    const balancer = new HAProxy({ port, statisticsPort, process, directory });
    await balancer.allUp().catch(async (error: unknown) => {
      await balancer.close();
      throw error;
    });
    return balancer;
  }

  /** Resolves when every hub gets requests. */
  async allUp(): Promise<void> {
    let states: string[] = [];
    for (const deadline = Date.now() + UP_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
      states = await this.#states();
      if (states.length > 0 && states.every((state) => state === 'UP')) return;
    }
    throw new Error(`HAProxy sends nothing to some hubs: ${states.join(', ')}`);
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    await rm(this.#directory, { recursive: true });
  }

  /** What HAProxy thinks of each hub. */
  async #states(): Promise<string[]> {
    const answer = await fetch(this.#statistics).catch(() => null);
    const [header = '', ...lines] = ((await answer?.text()) ?? '').split('\n');
    const column = header.split(',').indexOf('status');
    return lines.filter((line) => /^hubs,hub\d/.test(line)).map((line) => line.split(',')[column] ?? '');
  }
}

const SHIPPED = new URL('../../../deploy/haproxy/haproxy.cfg', import.meta.url);

/** Returns the configuration that shops are given, with other addresses and a page that tells who is up. */
function configuration(of: { port: number; statisticsPort: number; hubPorts: readonly number[] }): string {
  const servers = of.hubPorts.map((port, index) => `  server hub${index + 1} 127.0.0.1:${port} check`);
  const shipped = readFileSync(SHIPPED, 'utf8')
    .split('\n')
    .filter((line) => !/^ {2}server /.test(line))
    .join('\n')
    .replace('bind :80', `bind 127.0.0.1:${of.port}`);
  return `${shipped.trimEnd()}
${servers.join('\n')}
frontend statistics
  bind 127.0.0.1:${of.statisticsPort}
  stats enable
  stats uri /
`;
}
