import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Adds headers to everything that is not open to storefronts: no other origin may read or frame it. */
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
