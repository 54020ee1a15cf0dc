import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { AppError } from '../app-error.ts';

/** Paths that storefronts call from their own origins. */
export function isTrackingPath(path: string): boolean {
  return path.startsWith('/api/affiliates/track/') || path.startsWith('/trpc/tracking');
}

/**
 * Tracking requests without a key, a minute and address: generous, because a carrier's NAT hides thousands of people
 * behind one address, and bounded, because such clicks prove nothing.
 */
const KEYLESS_TRACKING_PER_MINUTE = 1200;

/** Headers, cross-origin rules and rate limits. */
export async function registerSecurity(app: FastifyInstance, options: { isHttps: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Mantine sets its variables in style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP it would do nothing, or lock out a host that also serves other things.
    strictTransportSecurity: options.isHttps,
    crossOriginResourcePolicy: { policy: 'same-site' },
  });
  await app.register(cors, {
    delegator: (request: FastifyRequest, callback) => {
      const isOpen = isTrackingPath(request.url);
      callback(null, {
        origin: isOpen ? '*' : false,
        credentials: false,
        methods: ['GET', 'POST'],
        allowedHeaders: ['authorization', 'content-type', 'x-publishable-key'],
        exposedHeaders: ['retry-after'],
        maxAge: 86_400,
      });
    },
  });
  await app.register(rateLimit, {
    global: true,
    max: KEYLESS_TRACKING_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => networkOf(request.ip),
    allowList: (request) => !isTrackingPath(request.url) || hasKey(request),
    errorResponseBuilder: (_request, context) =>
      new AppError('rate_limited', `too many events from this address; try again in ${context.after}`),
  });
}

function hasKey(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined || request.headers['x-publishable-key'] !== undefined;
}

/** One customer has a whole /64 of IPv6 addresses. */
function networkOf(ip: string): string {
  if (!ipaddr.IPv6.isValid(ip)) return ip;
  // `process` unwraps IPv4 inside IPv6; written out, for `::` may hide any number of groups.
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4'
    ? address.toString()
    : address.toNormalizedString().split(':').slice(0, 4).join(':');
}
