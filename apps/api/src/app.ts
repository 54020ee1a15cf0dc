import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { admin, MAX_BATCHED_CALLS, tracking } from '@dreamteamhub/sdk/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Deps } from './deps.ts';
import { eventWebhooks } from './domains/deliveries/http/openapi.ts';
import { registerExportFile } from './domains/exports/http/export-file.ts';
import { registerBatchFile } from './domains/payouts/http/batch-file.ts';
import { payoutPaths } from './domains/payouts/http/openapi.ts';
import { registerPayPalEvents } from './domains/payouts/http/paypal-events.ts';
import { registerSignIn } from './domains/people/http/sign-in-routes.ts';
import { refusePreflights, watchUnreadReports } from './domains/refusals/http/unread-reports.ts';
import { KeyCredentials, type PeekedKey } from './domains/storefronts/http/key-credentials.ts';
import { registerBeacons } from './domains/tracking/http/beacon.ts';
import { trackingPaths } from './domains/tracking/http/openapi.ts';
import { registerPixel } from './domains/tracking/http/pixel.ts';
import { registerPixelScript, type ScriptFiles } from './domains/tracking/http/pixel-script.ts';
import { registerPrefetch } from './domains/tracking/http/prefetch.ts';
import { answerUnreadableLink, registerRedirect } from './domains/tracking/http/redirect.ts';
import { isLink, registerTrackingEdge } from './domains/tracking/http/tracking-edge.ts';
import { limitAnonymous } from './http/anonymous-limit.ts';
import { compressAnswers } from './http/compression.ts';
import { refuseCompressedBodies } from './http/content-encoding.ts';
import { registerDocs } from './http/docs.ts';
import { registerDrain } from './http/drain.ts';
import { answerBrokenRequest, errorAnswers, registerErrors } from './http/errors.ts';
import { registerHealth } from './http/health.ts';
import { createHttpServer } from './http/http-server.ts';
import { RequestTimer, registerMetrics } from './http/metrics.ts';
import { shedOverload } from './http/overload.ts';
import { type OnExcess, proxyHint } from './http/proxy-hint.ts';
import { requestContexts } from './http/request-context.ts';
import { requestIds, requestLogger, traceIds } from './http/request-ids.ts';
import { registerSecurity } from './http/security.ts';
import { refuseTinyChunks } from './http/tiny-chunks.ts';
import { trustProxy } from './http/trust-proxy.ts';
import { registerWebApp } from './http/web-app.ts';
import { AppError } from './platform/app-error.ts';
import { diskProblem, isDiskGone } from './platform/disk-space.ts';
import type { CreateContext } from './transport/context.ts';
import { type Implementation, implement } from './transport/implement.ts';
import { readJson } from './transport/json.ts';
import { openApiDocument } from './transport/openapi.ts';
import { PUBLIC_BYTES } from './transport/request-size.ts';
import { registerRest } from './transport/rest.ts';
import type { Streams } from './transport/stream.ts';
import { registerTrpc } from './transport/trpc.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a signed request: what was signed is the text, not what it means. */
    rawBody?: string;
    /** The trace that a proxy put it in. */
    readonly traceId: string | undefined;
  }
}

const SDK_DIRECTORY = fileURLToPath(new URL('../../../packages/sdk/', import.meta.url));
const SCRIPT_FILES: ScriptFiles = {
  script: join(SDK_DIRECTORY, 'dist/pixel.js'),
  debug: join(SDK_DIRECTORY, 'dist/pixel.debug.js'),
  kept: join(SDK_DIRECTORY, 'kept'),
};
const WEB_APP_DIRECTORY = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Fastify gives up after ten seconds, which a machine with much else to do takes for all routes. */
const START_MILLISECONDS = 120_000;

/** The HTTP side of the hub: every plugin, in order. Listens nowhere yet. */
export async function buildApp(
  deps: Deps,
  {
    /** Whether requests are refused while the process is too busy to answer in time. */
    shedsOverload = true,
    /** Aborted some time before `close`: the app still serves, but is not ready and keeps no connection. */
    draining = new AbortController().signal,
    /** How streams are watched over; tests do not wait as long as people do. */
    streams = {} as Streams,
    /** For how long `/readyz` and `/metrics` give the same answer. Default: a second. */
    keepMilliseconds = undefined as number | undefined,
  } = {},
): Promise<FastifyInstance> {
  const { domains, env, services } = deps;
  const answerError = errorAnswers(deps.quietLog);
  const trust = trustProxy(env.TRUST_PROXY);
  const traceIdOf = traceIds(trust);
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log,
    serverFactory: createHttpServer,
    // Two lines a request would cost more than a click does; and an address can hold a one-time token.
    logController: new RequestTimer(deps.metrics),
    trustProxy: trust,
    genReqId: requestIds(trust),
    childLoggerFactory: requestLogger(traceIdOf),
    bodyLimit: PUBLIC_BYTES,
    pluginTimeout: START_MILLISECONDS,
    frameworkErrors: (error, request, reply) => {
      if (isLink(request)) void answerUnreadableLink(services.redirects, request, reply);
      else answerError(error, request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
    // A SKU in the path, percent-encoded.
    routerOptions: { maxParamLength: 2048 },
    forceCloseConnections: 'idle',
    // What still comes over a connection that stays open is served: the database is closed last.
    return503OnClosing: false,
    requestTimeout: 30_000,
    // Whoever sends a header byte by byte holds a connection, not for long.
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
  });
  const isStopping = registerDrain(app, draining);
  if (shedsOverload) await shedOverload(app);
  acceptEmptyJson(app);
  // What no route reads is refused as such, not as input that is wrong.
  app.removeContentTypeParser('text/plain');
  registerErrors(app, answerError);
  app.decorateRequest('traceId', {
    getter() {
      return traceIdOf(this.raw);
    },
  });
  refuseCompressedBodies(app);
  refuseTinyChunks(app.server);

  const keys = new KeyCredentials({ keys: services.keyVerifier, limits: deps.limits });
  const createContext = requestContexts({
    byKey: (request) => keys.prove(request),
    bySession: domains.people.credentials,
    sentKey: (request) => keys.describe(request),
    publicUrl: env.PUBLIC_URL,
  });
  const onExcess = proxyHint(deps.quietLog, env.TRUST_PROXY);
  const { health } = domains.alerts;
  const scans = async () => (await health.getScanProblem())?.message ?? null;
  const channels = () => health.getChannelProblem();
  const disk = async () => diskProblem(await deps.readDiskSpace());
  const diskGone = async () => (isDiskGone(await deps.readDiskSpace()) ? 'nearly full' : null);
  // Two scopes, so that what guards pages and private data costs a click nothing. A worker has no storefronts to serve.
  if (env.ROLE !== 'worker') {
    await app.register(async (edge) => serveTracking(edge, deps, { createContext, keys, onExcess }));
    registerPixelScript(app, { path: env.PIXEL_SCRIPT_PATH, files: SCRIPT_FILES, isHttps: isHttps(deps) });
  }
  await app.register(async (inside) => {
    await registerSecurity(inside, { isHttps: isHttps(deps) });
    limitAnonymous(inside, {
      limits: deps.limits,
      onExcess,
      hasRecentKey: (request) => isSecret(keys.peek(request)),
      prove: (request) => createContext(request).credential(),
    });
    registerMetrics(inside, deps.metrics, { token: env.METRICS_TOKEN, keepMilliseconds });
    registerHealth(inside, {
      isStopping,
      keepMilliseconds,
      checks: {
        database: () => databaseProblem(deps),
        migrations: async () => ((await deps.isMigrated()) ? null : 'not applied'),
        // A worker is there for this; who serves storefronts goes on doing so, and tells.
        ...(env.ROLE === 'worker' ? { scans } : {}),
        // Another database goes on when this disk is full, and so does the hub.
        ...(deps.isDatabaseEmbedded ? { disk: diskGone } : {}),
      },
      warnings: { ...(env.ROLE === 'worker' ? {} : { scans }), channels, disk },
    });
    if (env.ROLE !== 'worker') await servePrivate(inside, deps, { createContext, streams });
  });
  endStreams(app, draining, services.live);
  return app;
}

/** A stream never ends by itself: the server would wait for it, and balancers could not move its page elsewhere. */
function endStreams(app: FastifyInstance, draining: AbortSignal, live: Deps['services']['live']): void {
  draining.addEventListener('abort', () => live.close());
  app.addHook('preClose', async () => live.close());
}

function isSecret(key: PeekedKey): boolean {
  return typeof key === 'object' && key.kind === 'secret';
}

function isHttps({ env }: Deps): boolean {
  return env.PUBLIC_URL?.startsWith('https:') ?? false;
}

/** Null when the database takes writes, both from a new connection and by way of the pool. */
async function databaseProblem({ upkeep, writeProbe }: Deps): Promise<string | null> {
  if ((await writeProbe.ask()) === 'read-only') return 'read-only';
  await upkeep.ping();
  return null;
}

/** What storefronts call from their own pages. */
async function serveTracking(
  app: FastifyInstance,
  deps: Deps,
  {
    createContext,
    keys,
    onExcess,
  }: { createContext: CreateContext; keys: KeyCredentials; onExcess: OnExcess },
): Promise<void> {
  registerTrackingEdge(app, {
    keys,
    limits: deps.limits,
    onExcess,
    namesRequests: deps.env.TRUST_PROXY !== undefined,
    isHttps: isHttps(deps),
  });
  registerPrefetch(app);
  registerBeacons(app, tracking);
  const { arrivals, refusals } = deps.services;
  watchUnreadReports(app, tracking, { refusals, createContext });
  const implementation = implement(tracking, {
    handlers: deps.tracking,
    testHandlers: deps.testMode.tracking,
    observe: (call) => refusals.observe(call),
  });
  registerPixel(app, implementation, createContext);
  registerRedirect(app, deps.services.redirects, {
    onProblem: (link) => refusals.noteLink(link),
    onVisit: (visit) => arrivals.noteVisit(visit),
  });
  // Whoever may have spooled a click replays it.
  const { spoolReplayer, spoolReserve } = deps.domains.tracking;
  app.addHook('onListen', async () => {
    spoolReserve.start();
    spoolReplayer.start();
  });
  app.addHook('onClose', async () => {
    await spoolReserve.stop();
    await spoolReplayer.stop();
  });
  await serve(
    app,
    // A batch would pass the rate limit as one request; clicks have a batch form of their own, which takes a key.
    { prefix: '/trpc/tracking', maxBatchSize: 1 },
    implementation,
    createContext,
  );
}

/** What operators and secret keys call, and the pages. */
async function servePrivate(
  app: FastifyInstance,
  deps: Deps,
  { createContext, streams }: { createContext: CreateContext; streams: Streams },
): Promise<void> {
  // Not compressed: its answers hold what proves who somebody is.
  registerSignIn(app, deps.domains.people.signIn);
  await app.register(async (answers) => {
    compressAnswers(answers);
    const { refusals } = deps.services;
    watchUnreadReports(answers, admin, { refusals, createContext });
    refusePreflights(answers, admin, { refusals, createContext });
    await serve(
      answers,
      { prefix: '/trpc/admin', maxBatchSize: MAX_BATCHED_CALLS },
      implement(admin, {
        handlers: deps.admin,
        testHandlers: deps.testMode.admin,
        observe: (call) => refusals.observe(call),
        streams,
      }),
      createContext,
    );
    await registerDocs(answers, () => describeApi(deps.env.PUBLIC_URL));
  });
  registerExportFile(app, deps.services.exports, createContext);
  registerBatchFile(app, deps.services.batchFiles, createContext);
  registerPayPalEvents(app, deps.services.asking);
  await registerWebApp(app, WEB_APP_DIRECTORY);
}

/** The OpenAPI document of everything that callers may use. */
export function describeApi(publicUrl?: string): Record<string, unknown> {
  return openApiDocument([tracking, admin], {
    version: '0.1.0',
    publicUrl,
    paths: { ...trackingPaths, ...payoutPaths },
    webhooks: eventWebhooks(),
  });
}

/** The two faces of a contract: tRPC under a prefix, REST where its rows say. */
async function serve(
  app: FastifyInstance,
  at: { prefix: string; maxBatchSize: number },
  implementation: Implementation,
  createContext: CreateContext,
): Promise<void> {
  registerRest(app, implementation, createContext);
  await registerTrpc(app, at, implementation, createContext);
}

/** A POST that says JSON and sends nothing means `{}`: many clients set the header on every request. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.decorateRequest('rawBody');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Decoding would make one sign of all that it cannot read, and two orders or products one.
    if (!isUtf8(body as Buffer)) {
      return done(new AppError('bad_request', 'the request body is not UTF-8'));
    }
    const json = (body as Buffer).toString();
    if (request.headers['webhook-signature'] !== undefined) request.rawBody = json;
    if (json === '') return done(null, {});
    readJson(json, (text, finish) => parse(request, text, finish), done);
  });
}
