import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressOf } from '../../../platform/network.ts';
import { collapseRepeats } from '../../../platform/repeated-lines.ts';
import { readLinkAddress } from '../link-address.ts';
import type { Destination, LinkProblem, RecordedVisit, RedirectService } from '../redirect-service.ts';
import { isVisit } from './prefetch.ts';

/** Says why a link leads elsewhere than it says; people who look for the reason see it in their browser's tools. */
const PROBLEM_HEADER = 'x-hub-link';

/** For a visitor whom the hub can send nowhere. */
const DEAD_END = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>This link is not valid</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 30rem; padding: 0 1rem }</style>
<h1>This link is not valid</h1>
<p>Ask whoever gave it to you for a new one.</p>
</html>
`;

/** `GET /r/:handle`: an affiliate's link. Whoever follows one is a shopper, and gets no error of the hub to read. */
export function registerRedirect(
  app: FastifyInstance,
  redirects: RedirectService,
  {
    onProblem,
    onVisit,
  }: {
    /** Is told of each link that does not lead where it says. */
    onProblem: (link: { problem: LinkProblem; url: string }) => void;
    /** Is told of each visit that is recorded. */
    onVisit: (visit: RecordedVisit) => void;
  },
): void {
  const log = collapseRepeats(app.log);
  app.get('/r/*', {
    async handler(request, reply) {
      const { url, problem, isTest, visit } = await redirects.follow({
        address: readLinkAddress(request.url),
        referrer: request.headers.referer ?? null,
        reporter: {
          isTrusted: false,
          storefrontId: null,
          ip: addressOf(request),
          userAgent: request.headers['user-agent'] ?? null,
        },
        isVisit: isVisit(request) && request.excess === null,
      });
      if (problem !== null && isTest !== true) onProblem({ problem, url: request.url });
      if (visit !== undefined) onVisit(visit);
      if (problem === 'no_origin') {
        log.warn('a link leads nowhere: its storefront has no origin; see "storefronts allow-origin"');
      }
      return send(reply, { url, problem });
    },
    async errorHandler(error, _request, reply) {
      log.warn({ err: error }, 'a link could not be followed, and led to the shop’s home page');
      return send(reply, await redirects.goHome('unavailable'));
    },
  });
}

/** Answers a link that Fastify refuses before it looks for a route, such as one with broken percent-encoding. */
export async function answerUnreadableLink(
  redirects: RedirectService,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const destination = await redirects.goHome('unknown_affiliate').catch(() => null);
  send(reply, destination ?? { url: null, problem: 'unavailable' });
}

function send(reply: FastifyReply, { url, problem }: Destination): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (problem !== null) reply.header(PROBLEM_HEADER, problem);
  if (url !== null) return reply.redirect(url.href, 302);
  if (problem === 'unavailable') reply.header('retry-after', 2);
  return reply
    .status(problem === 'unavailable' ? 503 : 404)
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .type('text/html; charset=utf-8')
    .send(DEAD_END);
}
