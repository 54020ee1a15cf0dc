import { buildApp } from './app.ts';
import { WebProcesses } from './cluster/web-processes.ts';
import { checkPort, listen } from './http/listen.ts';
import { Hub, type OpenRequestServer } from './hub.ts';
import { openDemoEnvironment } from './platform/demo-environment.ts';
import { EnvError, readEnv } from './platform/env.ts';
import type { JobTimings } from './platform/jobs/job-timings.ts';
import { createLog } from './platform/log.ts';
import { StartError } from './platform/start-error.ts';
import { Undo } from './platform/undo.ts';

/** From the end of SHUTDOWN_DELAY_SECONDS on; the launcher kills a second later than that at the earliest. */
const STOP_DEADLINE_MILLISECONDS = 12_000;

const serveHere: OpenRequestServer = async (deps) => {
  const draining = new AbortController();
  const app = await buildApp(deps, { draining: draining.signal });
  return {
    port: await listen(app, deps.env),
    drain: () => draining.abort(),
    close: () => app.close(),
  };
};

/**
 * Runs a hub for as long as the process lives: environment, signals, graceful stop. A demo hub has a folder of its own,
 * which is gone afterwards. Other job timings are for tests.
 */
export async function runProcess({
  jobTimings,
  payPalOrigin,
  isDemo = false,
}: {
  jobTimings?: JobTimings;
  payPalOrigin?: string | undefined;
  isDemo?: boolean;
} = {}): Promise<void> {
  const stopping = new AbortController();
  const hurrying = new AbortController();
  let isCrashed = false;
  const serveInWebProcesses: OpenRequestServer = (deps) => WebProcesses.start(deps, stopping.signal);
  try {
    const undo = new Undo();
    const env = isDemo ? await openDemoEnvironment(undo) : readEnv();
    // Before a year is made up that nobody could look at.
    if (isDemo) {
      await checkPort(env).catch(async (error: unknown) => {
        await undo.run();
        throw error;
      });
    }
    const log = createLog(env.LOG_LEVEL);
    // A worker only answers health checks: there is nothing to share out.
    const isShared = env.WEB_CONCURRENCY > 1 && env.ROLE !== 'worker';
    // An error that nobody caught, from the first moment on: the process ends, and PostgreSQL before it.
    process.on('uncaughtException', (error) => {
      log.fatal({ err: error }, 'an error that nobody caught; stopping');
      if (isCrashed) return;
      isCrashed = true;
      stopping.abort(error);
      setTimeout(() => process.exit(1), STOP_DEADLINE_MILLISECONDS).unref();
      undo
        .run()
        .catch((failure: unknown) => log.error({ err: failure }, 'did not stop cleanly'))
        .finally(() => process.exit(1));
    });
    const starting = Hub.start({
      env,
      undo,
      log,
      openRequestServer: isShared ? serveInWebProcesses : serveHere,
      jobTimings,
      payPalOrigin,
      isDemo,
      stopping: stopping.signal,
    });
    const stop = (signal: NodeJS.Signals) => {
      if (stopping.signal.aborted) return hurrying.abort();
      // Ctrl-C comes from a person who waits.
      const delayMilliseconds = signal === 'SIGTERM' ? env.SHUTDOWN_DELAY_SECONDS * 1_000 : 0;
      log.info({ signal, delayMilliseconds }, 'stopping');
      stopping.abort();
      setTimeout(() => {
        log.error('did not stop in time');
        process.exit(1);
      }, delayMilliseconds + STOP_DEADLINE_MILLISECONDS).unref();
      starting
        .then((hub) => hub.stop({ delayMilliseconds, hurry: hurrying.signal }))
        .then(
          () => process.exit(0),
          (error: unknown) => {
            // Nothing was left running by a start that was told to stop.
            if (error === stopping.signal.reason) process.exit(0);
            log.error({ err: error }, 'did not stop cleanly');
            process.exit(1);
          },
        );
    };
    // From the first moment on: a stop that comes while the hub still starts must stop its database as well.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    await starting;
  } catch (error) {
    if (stopping.signal.aborted && error === stopping.signal.reason) return;
    // Whatever fails because everything else is being stopped is no news.
    if (isCrashed) return;
    const isExpected = error instanceof EnvError || error instanceof StartError;
    process.stderr.write(
      `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
}
