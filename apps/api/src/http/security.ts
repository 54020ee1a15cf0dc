import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import { networkOf } from '../platform/network.ts';

/**
 * Requests without any credential, a minute and network: enough for an office that opens the sign-in page behind one address, too few to
 * try links and accounts by the thousand.
 */
const ANONYMOUS_PER_MINUTE = 600;

/** What balancers and Prometheus ask for, as often as they like. */
const UNLIMITED = /^\/(?:livez|readyz|metrics)(?:\?|$)/;

/** Headers and limits of pages and of everything that is not open to storefronts: no other origin gets to read or frame it. */
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
    keyGenerator: (request) => networkOf(request.ip),
    allowList: (request) => hasCredential(request) || UNLIMITED.test(request.url),
    // The names of https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers.
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError('rate_limited', 'too many requests from this address; try again in a minute', {
        retryAfterSeconds: Math.ceil(ttl / 1000),
      }),
  });
  app.addHook('onRequest', (request, reply, done) => {
    // Whoever asks about a request can name it, and finds it in the log and in the audit log.
    reply
      .header('x-request-id', request.id)
      .header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    // What only some people may read is kept by no cache; pages and their parts say otherwise for themselves.
    if (/^\/(?:api|trpc)\//.test(request.url)) reply.header('cache-control', 'no-store');
    done();
  });
}

function hasCredential({ headers }: FastifyRequest): boolean {
  return headers.authorization !== undefined || headers.cookie !== undefined;
}
