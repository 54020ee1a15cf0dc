import type { FastifyInstance, FastifyRequest } from 'fastify';
import { memoize } from '../../../platform/memoize.ts';
import { isLink } from './tracking-edge.ts';

/** Programs that fetch a link to show what is behind it. */
const LINK_PREVIEW =
  /facebookexternalhit|facebot|twitterbot|slackbot|slack-imgproxy|linkedinbot|whatsapp|telegrambot|discordbot|skypeuripreview|pinterestbot|redditbot|applebot/i;

const isLinkPreview = memoize((userAgent: string) => LINK_PREVIEW.test(userAgent));

/** Whether a person visits, rather than a browser that prefetches or a program that previews a link. */
export function isVisit(request: FastifyRequest): boolean {
  const { headers } = request;
  // The standard's header, and those of older browsers.
  const purpose = headers['sec-purpose'] ?? headers.purpose ?? headers['x-purpose'] ?? headers['x-moz'];
  return !(
    request.method === 'HEAD' ||
    (purpose !== undefined && /prefetch|prerender|preview/i.test(String(purpose))) ||
    isLinkPreview(request.headers['user-agent'] ?? '')
  );
}

/**
 * Answers a prefetch, a HEAD and a link preview with 204 and records nothing: they are not visits. An affiliate's link
 * still says where it leads.
 */
export function registerPrefetch(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (isVisit(request) || isLink(request)) return done();
    reply.status(204).send();
  });
}
