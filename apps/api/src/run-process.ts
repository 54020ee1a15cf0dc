import { buildApp } from './app.ts';
import { WebProcesses } from './cluster/web-processes.ts';
import { listen } from './http/listen.ts';
import { Hub, type OpenRequestServer } from './hub.ts';
import { EnvError, readEnv } from './platform/env.ts';
import type { JobTimings } from './platform/jobs/job-timings.ts';
import { createLog } from './platform/log.ts';
import { StartError } from './platform/start-error.ts';

/** Well below the 15 s that process managers wait before they kill. */
const STOP_DEADLINE_MILLISECONDS = 13_000;

const serveHere: OpenRequestServer = async (deps) => {
  const app = await buildApp(deps);
  return { port: await listen(app, deps.env), close: () => app.close() };
};

/** Runs a hub for as long as the process lives: environment, signals, graceful stop. Other job timings are for tests. */
export async function runProcess({ jobTimings }: { jobTimings?: JobTimings } = {}): Promise<void> {
  const stopping = new AbortController();
  const serveInWebProcesses: OpenRequestServer = (deps) => WebProcesses.start(deps, stopping.signal);
  try {
    const env = readEnv();
    const log = createLog(env.LOG_LEVEL);
    // A worker only answers health checks: there is nothing to share out.
    const isShared = env.WEB_CONCURRENCY > 1 && env.ROLE !== 'worker';
    const starting = Hub.start({
      env,
      log,
      openRequestServer: isShared ? serveInWebProcesses : serveHere,
      jobTimings,
      stopping: stopping.signal,
    });
    // From the first moment on: a stop that comes while the hub still starts must stop its database as well.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        log.info({ signal }, 'stopping');
        stopping.abort();
        setTimeout(() => {
          log.error('did not stop in time');
          process.exit(1);
        }, STOP_DEADLINE_MILLISECONDS).unref();
        starting
          .then((hub) => hub.stop())
          .then(
            () => process.exit(0),
            (error: unknown) => {
              // Nothing was left running by a start that was told to stop.
              if (error === stopping.signal.reason) process.exit(0);
              log.error({ err: error }, 'did not stop cleanly');
              process.exit(1);
            },
          );
      });
    }
    await starting;
  } catch (error) {
    if (stopping.signal.aborted && error === stopping.signal.reason) return;
    const isExpected = error instanceof EnvError || error instanceof StartError;
    process.stderr.write(
      `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
}
