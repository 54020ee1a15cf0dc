import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Excess } from '../../../platform/limits/limit.ts';
import type { Limits } from '../../../platform/limits/limits.ts';
import { isNoProof, tooMany } from '../../../platform/limits/refuse.ts';
import { addressOf } from '../../../platform/network.ts';
import { READABLE_RETRY_AFTER } from '../../../transport/retry-after.ts';
import { keylessEvents, preflights, publishableEvents } from '../limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The limit of callers without a key that it exceeded, unless its key turns out to be valid. */
    excess: Excess | null;
  }
}

/** What the edge needs to know about keys. */
interface Keys {
  /** The key, if it was valid when it was last looked up. */
  peek(request: FastifyRequest): 'none' | 'unproven' | { id: number; kind: 'publishable' | 'secret' };
  /** Rejects unless the request's key is valid. */
  prove(request: FastifyRequest): Promise<unknown>;
}

/** As the pages of the hub send it. */
export const HSTS = 'max-age=31536000; includeSubDomains';

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-max-age': '86400',
  vary: 'access-control-request-headers',
};
const ALLOWED_HEADERS = ['authorization', 'content-type', 'x-publishable-key'];
/** As long as the list of a page with every tracing library; a longer one is nobody's. */
const MAX_HEADER_LIST_CHARACTERS = 2_000;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** What carries a credential that tracking does not take. */
const NEVER_ALLOWED = /^(?:cookie2?|proxy-authorization)$/;

/**
 * Returns the headers that a page may send: whatever it asks for, such as those that tracing libraries add to every
 * request. Not `*`, which does not cover `authorization`.
 */
function allowedHeaders(asked: string | undefined): string {
  const names =
    (asked ?? '').length > MAX_HEADER_LIST_CHARACTERS ? [] : (asked ?? '').toLowerCase().split(',');
  const allowed = names.map((name) => name.trim()).filter((name) => HEADER_NAME.test(name));
  return [...new Set([...ALLOWED_HEADERS, ...allowed])]
    .filter((name) => !NEVER_ALLOWED.test(name))
    .join(', ');
}

/**
 * The edge of everything that storefronts call from their own pages: open to every origin, without credentials, and
 * limited for callers without a key. Kept to two fixed headers and no promises, because every click passes it.
 */
export function registerTrackingEdge(
  app: FastifyInstance,
  {
    keys,
    limits,
    onExcess,
    namesRequests,
    isHttps,
  }: {
    keys: Keys;
    limits: Limits;
    /** Is told of each event that a limit refuses. */
    onExcess: (request: FastifyRequest) => void;
    /** Behind a proxy, answers have the id that it knows them by. */
    namesRequests: boolean;
    isHttps: boolean;
  },
): void {
  app.decorateRequest('excess', null);
  app.addHook('onRequest', (request, reply, done) => {
    // Tracking ignores cookies and returns only receipts: any page may read them.
    reply.header('access-control-allow-origin', '*').header('x-content-type-options', 'nosniff');
    if (isHttps) reply.header('strict-transport-security', HSTS);
    if (namesRequests) reply.header('x-request-id', request.id);
    if (request.method === 'OPTIONS') {
      if (limits.take(preflights, { ip: addressOf(request) }) !== null) onExcess(request);
      const asked = request.headers['access-control-request-headers'];
      return reply
        .headers({ ...PREFLIGHT, 'access-control-allow-headers': allowedHeaders(asked) })
        .status(204)
        .send();
    }
    done();
  });
  app.addHook('onError', (_request, reply, _error, done) => {
    reply.headers(READABLE_RETRY_AFTER);
    done();
  });
  // A logger per request would only add a number to lines that are hardly ever written.
  app.setChildLoggerFactory((logger) => logger);
  // Hooks run for routes only, and these methods have none of their own.
  app.route({
    method: ['OPTIONS', 'HEAD'],
    url: '/api/affiliates/track/*',
    handler: (_request, reply) => reply.status(204).send(),
  });
  limitCallers(app, { keys, limits, onExcess });
}

/** Counts every event before its body is read; a key lifts or widens the limit only once it was found valid. */
function limitCallers(
  app: FastifyInstance,
  { keys, limits, onExcess }: { keys: Keys; limits: Limits; onExcess: (request: FastifyRequest) => void },
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const key = isLink(request) ? 'none' : keys.peek(request);
    const ip = addressOf(request);
    if (typeof key === 'object') {
      if (key.kind === 'secret') return done();
      const excess = limits.take(publishableEvents, { ip, key: key.id });
      if (excess !== null) onExcess(request);
      return done(excess === null ? undefined : tooMany('events', excess));
    }
    request.excess = limits.take(keylessEvents, { ip });
    if (request.excess !== null) onExcess(request);
    const isOver = request.excess !== null && key === 'none' && !isLink(request);
    done(isOver ? tooMany('events', request.excess as Excess) : undefined);
  });
  // A signature is of the body, which is read by now.
  app.addHook('preHandler', (request, _reply, done) => {
    const { excess } = request;
    if (excess === null || isLink(request)) return done();
    keys.prove(request).then(
      () => done(),
      (error: Error) => done(isNoProof(error) ? tooMany('events', excess) : error),
    );
  });
}

/** Whether a request follows a link. Its visitor wants to buy: beyond the limit, a visit is not recorded but served. */
export function isLink(request: FastifyRequest): boolean {
  return request.url.startsWith('/r/');
}
