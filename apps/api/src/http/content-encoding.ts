import type { FastifyInstance } from 'fastify';
import { AppError } from '../platform/app-error.ts';

const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Refuses compressed bodies before reading a byte of them: only unpacking would tell how large they become. */
export function refuseCompressedBodies(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding'];
    // Without a body there is nothing to unpack, whatever a proxy says about it.
    if (encoding === undefined || !BODY_METHODS.has(request.method)) return done();
    if (encoding.trim().toLowerCase() === 'identity') return done();
    done(
      new AppError('unsupported_media_type', 'compressed bodies are not accepted: send the body as it is'),
    );
  });
}
