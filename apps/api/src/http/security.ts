import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Headers of pages and of everything that is not open to storefronts: no other origin gets to read or frame it. */
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
}
