import type { FastifyInstance, FastifyRequest } from 'fastify';
import { memoize } from '../../../platform/memoize.ts';
import { isLink } from './tracking-edge.ts';

/** Programs that fetch a link to show what is behind it. */
const LINK_PREVIEW =
  /facebookexternalhit|facebot|twitterbot|slackbot|slack-imgproxy|linkedinbot|whatsapp|telegrambot|discordbot|skypeuripreview|pinterestbot|redditbot|applebot/i;

const isLinkPreview = memoize((userAgent: string) => LINK_PREVIEW.test(userAgent));

/** Whether somebody comes, rather than a browser that thinks ahead or a program that shows a link. */
export function isVisit(request: FastifyRequest): boolean {
  const purpose = request.headers['sec-purpose'] ?? request.headers.purpose;
  return !(
    request.method === 'HEAD' ||
    (purpose !== undefined && /prefetch|prerender|preview/i.test(String(purpose))) ||
    isLinkPreview(request.headers['user-agent'] ?? '')
  );
}

/**
 * Nobody visited: a prefetch, a HEAD and a link preview record nothing and get 204. A link of an affiliate says even
 * then where it leads.
 */
export function registerPrefetch(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (isVisit(request) || isLink(request)) return done();
    reply.status(204).send();
  });
}
