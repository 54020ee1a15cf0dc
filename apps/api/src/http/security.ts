import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import { addressOf, networkOf } from '../platform/network.ts';

/**
 * Requests without a credential, per minute and network: enough for an office behind one address that opens the sign-in
 * page, too few to try links and accounts by the thousand.
 */
const ANONYMOUS_PER_MINUTE = 600;

/** Balancers and Prometheus may ask for these as often as they like. */
const UNLIMITED = /^\/(?:livez|readyz|metrics)(?:\?|$)/;

/** Adds headers and limits to everything that is not open to storefronts: no other origin may read or frame it. */
export async function registerSecurity(app: FastifyInstance, options: { isHttps: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine sets its variables in style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP it would do nothing, or lock out a host that also serves other things.
    strictTransportSecurity: options.isHttps,
    crossOriginResourcePolicy: { policy: 'same-site' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(rateLimit, {
    global: true,
    max: ANONYMOUS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => networkOf(addressOf(request)),
    allowList: (request) => hasCredential(request) || UNLIMITED.test(request.url),
    // The header names of https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers.
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError('rate_limited', 'too many requests from this address; try again in a minute', {
        retryAfterSeconds: Math.ceil(ttl / 1000),
      }),
  });
  app.addHook('onRequest', (request, reply, done) => {
    // A caller can quote this id: the log and the audit log have it, too.
    reply
      .header('x-request-id', request.id)
      .header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    // No cache may keep what only some people may read; pages and their assets set their own header.
    if (/^\/(?:api|trpc)\//.test(request.url)) reply.header('cache-control', 'no-store');
    done();
  });
}

function hasCredential({ headers }: FastifyRequest): boolean {
  return headers.authorization !== undefined || headers.cookie !== undefined;
}
