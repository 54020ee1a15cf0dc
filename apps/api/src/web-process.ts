import cluster, { type Worker } from 'node:cluster';
import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './app.ts';
import { ProcessChannel } from './cluster/process-channel.ts';
import { createDeps } from './deps.ts';
import { listen } from './http/listen.ts';
import { isEmbeddedDatabase } from './platform/data-dir.ts';
import { type Env, readEnv } from './platform/env.ts';
import { createLog } from './platform/log.ts';
import { givenSecrets } from './platform/secrets.ts';
import { StartError } from './platform/start-error.ts';

/** Without a primary, nothing else would end a process that hangs. */
const STOP_DEADLINE_MILLISECONDS = 13_000;

/** Connections that all web processes share: with the primary's, below the 100 that PostgreSQL allows by default. */
const CONNECTIONS_TOGETHER = 48;
const CONNECTIONS_AT_LEAST = 3;
const CONNECTIONS_AT_MOST = 20;

/** Serves requests from the database that the primary prepared. Returns a function that stops. */
async function serve(
  channel: ProcessChannel,
  env: Env,
  log: FastifyBaseLogger,
): Promise<() => Promise<void>> {
  const { DATABASE_URL: databaseUrl } = env;
  if (databaseUrl === undefined) throw new Error('only the primary starts this');
  const each = Math.floor(CONNECTIONS_TOGETHER / env.WEB_CONCURRENCY);
  const deps = createDeps({
    env,
    databaseUrl,
    directDatabaseUrl: env.DATABASE_DIRECT_URL,
    isDatabaseEmbedded: await isEmbeddedDatabase(env.DATA_DIR, databaseUrl),
    ...givenSecrets(env),
    log,
    webProcess: {
      maxConnections: Math.min(Math.max(each, CONNECTIONS_AT_LEAST), CONNECTIONS_AT_MOST),
      collectMetrics: () => channel.ask('collectMetrics'),
    },
  });
  channel.answer('readMetrics', () => deps.metrics.registry.getMetricsAsJSON());
  await deps.startQueue();
  const draining = new AbortController();
  channel.onNotice('drain', () => draining.abort());
  const app = await buildApp(deps, { draining: draining.signal });
  const port = await listen(app, env);
  await channel.tell('serving', { port });
  return async () => {
    await app.close();
    await deps.stop();
  };
}

async function run(worker: Worker): Promise<void> {
  // Ctrl-C and many supervisors signal the whole process group at once, but the primary says when to stop.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  // The launcher's preload unrefs the channel, which is all that keeps a server of a cluster alive.
  process.channel?.ref();
  const channel = new ProcessChannel(worker);
  const env = readEnv();
  const log = createLog(env.LOG_LEVEL);
  const serving = serve(channel, env, log);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MILLISECONDS).unref();
    serving.then((close) => close()).then(() => process.exit(0), fail);
  };
  channel.onNotice('stop', stop);
  worker.once('disconnect', () => {
    // Unless told otherwise, Node would now exit at once, in the middle of requests.
    worker.exitedAfterDisconnect = true;
    log.error('the primary is gone; stopping');
    stop();
  });
  await serving.catch(async (error: unknown) => {
    if (!(error instanceof StartError)) return fail(error);
    await channel.tell('startFailed', { reason: error.message });
    process.exit(1);
  });
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

if (cluster.worker === undefined) fail('only the primary starts this');
await run(cluster.worker);
