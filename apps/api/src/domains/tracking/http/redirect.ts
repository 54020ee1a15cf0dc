import type { FastifyInstance } from 'fastify';
import type { RedirectService } from '../redirect-service.ts';
import { isVisit } from './prefetch.ts';

/** `GET /r/:handle`: an affiliate's link. */
export function registerRedirect(app: FastifyInstance, redirects: RedirectService): void {
  app.get<{ Params: { handle: string } }>('/r/:handle', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const target = await redirects.follow({
      handle: request.params.handle,
      // Read from the URL itself, which keeps the order and repetition of parameters that are handed on.
      parameters: new URLSearchParams(/\?(.*)/s.exec(request.url)?.[1]),
      referrer: request.headers.referer ?? null,
      reporter: {
        isTrusted: false,
        storefrontId: null,
        ip: request.ip,
        userAgent: request.headers['user-agent'] ?? null,
      },
      isVisit: isVisit(request) && !request.isOverLimit,
    });
    return reply.redirect(target.href, 302);
  });
}
