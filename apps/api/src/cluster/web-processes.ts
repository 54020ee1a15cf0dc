import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Platform } from '../platform/platform.ts';
import type { RequestServer } from '../platform/request-server.ts';
import { StartError } from '../platform/start-error.ts';
import { MachineMetrics } from './machine-metrics.ts';
import { ProcessChannel } from './process-channel.ts';
import { deathsInARow, restartDelayMilliseconds } from './restart-delay.ts';

const ENTRY = fileURLToPath(new URL('../web-process.ts', import.meta.url));

/** Leaves the rest of the time that the hub has to stop to the jobs and the database. */
const STOP_MILLISECONDS = 7_000;

/** How a process ended: by itself with a code, or by a signal. */
interface End {
  code: number | null;
  signal: string | null;
}

/** A process that serves requests. */
interface WebProcess {
  worker: Worker;
  channel: ProcessChannel;
  /** Resolves to its port once it takes requests. Rejects when it ends before that or says why it cannot start. */
  serving: Promise<number>;
  ended: Promise<End>;
}

/** The primary's side of `WEB_CONCURRENCY`: forks that many web processes and replaces those that die. */
export class WebProcesses implements RequestServer {
  readonly #platform: Platform;
  readonly #metrics: MachineMetrics;
  readonly #living = new Set<WebProcess>();
  readonly #closing = new AbortController();
  /** Once it is aborted, processes that die are not replaced. */
  readonly #stopping: AbortSignal;
  #keepers: Promise<void>[] = [];
  #port = 0;

  private constructor(platform: Platform, stopping: AbortSignal) {
    this.#platform = platform;
    this.#stopping = AbortSignal.any([stopping, this.#closing.signal]);
    this.#metrics = new MachineMetrics(platform.metrics.registry, platform.log);
  }

  /**
   * Resolves when all web processes take requests. Leaves none behind when one cannot start. Once `stopping` is
   * aborted, does not wait for processes that Ctrl-C ended during their start.
   */
  static async start(platform: Platform, stopping: AbortSignal): Promise<WebProcesses> {
    cluster.setupPrimary({ exec: ENTRY, args: [] });
    const processes = new WebProcesses(platform, stopping);
    const firsts = Array.from({ length: platform.env.WEB_CONCURRENCY }, () =>
      Promise.withResolvers<number>(),
    );
    processes.#keepers = firsts.map((first) => processes.#keepOne(first));
    try {
      const [port = 0] = await Promise.all(firsts.map((first) => first.promise));
      processes.#port = port;
      return processes;
    } catch (error) {
      // A person needs to know why it did not start, not why it did not stop.
      await processes
        .close()
        .catch((failure: unknown) => platform.log.error({ err: failure }, 'did not stop cleanly'));
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  drain(): void {
    for (const { channel } of this.#living) void channel.tell('drain', {});
  }

  /** Stops the web processes after their requests finish. Throws when one had to be killed. */
  async close(): Promise<void> {
    this.#closing.abort();
    let killed = 0;
    const deadline = setTimeout(() => {
      for (const { worker } of this.#living) {
        worker.process.kill('SIGKILL');
        killed++;
      }
    }, STOP_MILLISECONDS);
    for (const { channel, serving } of this.#living) {
      // A process that does not serve yet would miss the notice.
      serving.then(
        () => channel.tell('stop', {}),
        () => undefined,
      );
    }
    await Promise.all(this.#keepers);
    clearTimeout(deadline);
    if (killed > 0) throw new Error(`${killed} web processes did not stop in time and were killed`);
  }

  /**
   * Forks a process, and another whenever it dies. `first` resolves to the port of the first one that serves, or
   * rejects with the reason why none will.
   */
  async #keepOne(first: PromiseWithResolvers<number>): Promise<void> {
    const { log } = this.#platform;
    let hasServed = false;
    let deaths = 0;
    while (!this.#stopping.aborted) {
      const forkedAt = performance.now();
      const web = this.#fork();
      web.serving.then(
        (port) => {
          hasServed = true;
          first.resolve(port);
        },
        (error: unknown) => {
          if (hasServed) log.error({ err: error }, 'the replacement of a web process did not start');
          else if (error instanceof StartError) first.reject(error);
        },
      );
      const { code, signal } = await web.ended;
      this.#living.delete(web);
      await this.#metrics.remove(web.channel);
      if (this.#stopping.aborted) break;
      // A signal, such as Ctrl-C, comes by chance; a process that exits by itself this early would do so again.
      if (!hasServed && signal === null) {
        return first.reject(new Error(`a web process ended with code ${code} before it served`));
      }
      deaths = deathsInARow(deaths, performance.now() - forkedAt);
      const delayMilliseconds = restartDelayMilliseconds(deaths);
      log.error(
        { webProcess: web.worker.process.pid, code, signal, delayMilliseconds },
        'a web process died; another takes its place',
      );
      await sleep(delayMilliseconds, undefined, { signal: this.#stopping }).catch(() => undefined);
    }
    first.resolve(this.#platform.env.PORT);
  }

  #fork(): WebProcess {
    const { databaseUrl, authSecret, encryptionKeys, log } = this.#platform;
    const worker = cluster.fork({
      DATABASE_URL: databaseUrl,
      // Nothing of the owner's where requests are served.
      MIGRATION_DATABASE_URL: '',
      HUB_AUTH_SECRET: authSecret,
      HUB_ENCRYPTION_KEY: encryptionKeys.map((key) => key.toString('hex')).join(','),
    });
    worker.on('error', (error) => log.error({ err: error }, 'web process error'));
    const channel = new ProcessChannel(worker);
    const ended = endOf(worker);
    const serving = new Promise<number>((resolve, reject) => {
      channel.onNotice('serving', ({ port }) => resolve(port));
      channel.onNotice('startFailed', ({ reason }) => reject(new StartError(reason)));
      ended.then(() => reject(new Error('ended before it served')));
    });
    const web = { worker, channel, serving, ended };
    this.#living.add(web);
    this.#metrics.add(channel);
    return web;
  }
}

/** Resolves when a process has exited and its channel has closed: its last message may arrive after its exit. */
async function endOf(worker: Worker): Promise<End> {
  const disconnected = new Promise<void>((resolve) => worker.once('disconnect', () => resolve()));
  return new Promise<End>((resolve) => {
    worker.once('exit', (code: number | null, signal: string | null) => {
      disconnected.then(() => resolve({ code, signal }));
    });
    // A fork that failed never exits.
    if (worker.process.pid === undefined) worker.once('error', () => resolve({ code: null, signal: null }));
  });
}
