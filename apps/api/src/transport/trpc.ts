import { faultOf } from '@dreamteamhub/db';
import type { Entry } from '@dreamteamhub/sdk/contract';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import type { CreateContext } from './context.ts';
import { notJson, retryAfterOf, toAppError } from './errors.ts';
import type { Implementation } from './implement.ts';
import { requestSizeOf, sharedRequestSize } from './request-size.ts';
import { READABLE_RETRY_AFTER } from './retry-after.ts';

/** The plugin's one route, for whatever procedures a request names. */
const ANY_PROCEDURE = '/:path';

/** Serves every entry of a contract under a prefix, as tRPC's clients call it. */
export async function registerTrpc(
  app: FastifyInstance,
  at: { prefix: string; maxBatchSize: number },
  implementation: Implementation,
  createContext: CreateContext,
): Promise<void> {
  await app.register(async (scope) => {
    takeRightMethodsOnly(scope, implementation);
    takeJsonOnly(scope);
    scope.addHook('onRoute', function (this: FastifyInstance, route) {
      if (route.routePath !== ANY_PROCEDURE) return;
      addLargeRoutes(this, route, implementation, createContext);
      Object.assign(
        route,
        sharedRequestSize(
          namedEntriesOf(implementation).map(([, entry]) => entry),
          createContext,
        ),
      );
    });
    await scope.register(fastifyTRPCPlugin, {
      prefix: at.prefix,
      trpcOptions: {
        router: implementation.router,
        allowBatching: at.maxBatchSize > 1,
        maxBatchSize: at.maxBatchSize,
        createContext: ({ req }) => createContext(req),
        onError({ error, req }) {
          if (error.code === 'INTERNAL_SERVER_ERROR' || faultOf(error) === 'event') {
            req.log.error({ err: error }, 'procedure failed');
          }
        },
        responseMeta({ errors }) {
          const [seconds] = errors.flatMap((error) => retryAfterOf(toAppError(error)) ?? []);
          return seconds === undefined
            ? {}
            : { headers: { 'retry-after': String(seconds), ...READABLE_RETRY_AFTER } };
        },
      },
    } satisfies FastifyTRPCPluginOptions<Implementation['router']>);
  });
}

/** A question about an address, not a call. */
const OTHER_METHODS: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS']);

/** Refuses a call by a method that is not the procedure's before a byte of the body is read. */
function takeRightMethodsOnly(scope: FastifyInstance, implementation: Implementation): void {
  const methods = new Map(
    namedEntriesOf(implementation).map(([path, { kind }]) => [path, kind === 'mutation' ? 'POST' : 'GET']),
  );
  scope.addHook('onRequest', (request, reply, done) => {
    if (OTHER_METHODS.has(request.method)) return done();
    for (const path of pathsOf(request)) {
      const method = methods.get(path);
      // A name that no procedure has is the library's to refuse.
      if (method === undefined || method === request.method) continue;
      reply.header('allow', method);
      return done(new AppError('method_not_allowed', `${path} takes ${method}, not ${request.method}`));
    }
    done();
  });
}

/** Returns the procedures that a request names: one by an address of its own, or those of a batch. */
function pathsOf({ params, routeOptions }: FastifyRequest): string[] {
  const { path = routeOptions.url?.split('/').at(-1) ?? '' } = params as { path?: string };
  return path.split(',');
}

const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses what is no JSON before a byte of it is read. The library would read forms itself, of any size, as none of the
 * hub's procedures takes one.
 */
function takeJsonOnly(scope: FastifyInstance): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    if (!BODY_METHODS.has(request.method)) return done();
    const { headers } = request.raw;
    if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) return done(notJson());
    // The library knows it in lower case only.
    headers['content-type'] = 'application/json';
    done();
  });
}

/** Returns every entry with its path, as in `inventory.list`. */
function namedEntriesOf({ contract }: Implementation): [string, Entry][] {
  return Object.entries(contract).flatMap(([domain, entries]) =>
    Object.entries(entries).map(([name, entry]): [string, Entry] => [`${domain}.${name}`, entry]),
  );
}

/**
 * Adds the same route again for each entry with a limit of its own, so that no other call may be as large. By its whole
 * address: the router takes a second pattern for the same parameter for the same route.
 */
function addLargeRoutes(
  scope: FastifyInstance,
  { handler }: RouteOptions,
  implementation: Implementation,
  createContext: CreateContext,
): void {
  for (const [path, entry] of namedEntriesOf(implementation)) {
    if (entry.maxRequestBytes === undefined && entry.access !== 'key') continue;
    scope.route({
      method: 'POST',
      url: `/${path}`,
      ...requestSizeOf(entry, createContext),
      handler(request, reply) {
        request.params = { path };
        return handler.call(this, request, reply);
      },
    });
  }
}
