import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import { addressOf, networkOf } from '../../../platform/network.ts';
import { READABLE_RETRY_AFTER } from '../../../transport/retry-after.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether it came from a caller without a key who exceeded the limit. */
    isOverLimit: boolean;
  }
}

/**
 * Tracking requests without a key, per minute and network: generous, because a carrier's NAT hides thousands of people
 * behind one address, and bounded, because such clicks prove nothing.
 */
const KEYLESS_TRACKING_PER_MINUTE = 1200;

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
export async function registerTrackingEdge(
  app: FastifyInstance,
  /** Behind a proxy, answers have the id that it knows them by. */
  { namesRequests }: { namesRequests: boolean },
): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    // Tracking ignores cookies and returns only receipts: any page may read them.
    reply.header('access-control-allow-origin', '*').header('x-content-type-options', 'nosniff');
    if (namesRequests) reply.header('x-request-id', request.id);
    if (request.method === 'OPTIONS') {
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
  await app.register(rateLimit, {
    global: false,
    max: KEYLESS_TRACKING_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => networkOf(addressOf(request)),
  });
  const check = app.createRateLimit();
  app.decorateRequest('isOverLimit', false);
  app.addHook('onRequest', (request, reply, done) => {
    if (hasKey(request)) return done();
    check(request).then((limit) => {
      if (limit.isAllowed || !limit.isExceeded) return done();
      request.isOverLimit = true;
      if (isLink(request)) return done();
      reply.header('retry-after', limit.ttlInSeconds);
      done(
        new AppError(
          'rate_limited',
          `too many events from this address; try again in ${limit.ttlInSeconds} seconds`,
        ),
      );
    }, done);
  });
}

/** Whether a request follows a link. Its visitor wants to buy: beyond the limit, a visit is not recorded but served. */
export function isLink(request: FastifyRequest): boolean {
  return request.url.startsWith('/r/');
}

function hasKey(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined || request.headers['x-publishable-key'] !== undefined;
}
