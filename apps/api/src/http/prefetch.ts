import type { FastifyInstance } from 'fastify';
import { isTrackingPath } from './security.ts';

/** Programs that fetch a link to show what is behind it. */
const LINK_PREVIEW =
  /facebookexternalhit|facebot|twitterbot|slackbot|slack-imgproxy|linkedinbot|whatsapp|telegrambot|discordbot|skypeuripreview|pinterestbot|redditbot|applebot/i;

/** Nobody visited: a prefetch, a HEAD and a link preview record nothing and get 204. */
export function registerPrefetch(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isTrackingPath(request.url)) return;
    const purpose = String(request.headers['sec-purpose'] ?? request.headers.purpose ?? '');
    if (
      request.method === 'HEAD' ||
      /prefetch|prerender|preview/i.test(purpose) ||
      LINK_PREVIEW.test(request.headers['user-agent'] ?? '')
    ) {
      return reply.status(204).send();
    }
  });
}
