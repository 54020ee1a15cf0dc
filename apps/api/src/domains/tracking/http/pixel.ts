import type { FastifyInstance } from 'fastify';
import type { CreateContext } from '../../../transport/context.ts';
import type { Implementation } from '../../../transport/implement.ts';

/** One transparent pixel, 43 bytes of GIF89a. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Short names for the query of the image's URL; the contract's own names work as well. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  p: 'pixelId',
  h: 'handle',
  e: 'eventId',
  v: 'visitorId',
  u: 'landingPage',
  r: 'referrer',
  s: 'subId',
};

const MAX_LANDING_PAGE_CHARACTERS = 2048;

/** `GET /px.gif`: a click for pages without a script. The image comes after the commit. */
export function registerPixel(
  app: FastifyInstance,
  implementation: Implementation,
  createContext: CreateContext,
): void {
  const recordClick = implementation.procedure({ domain: 'tracking', name: 'recordClick' });
  app.get('/px.gif', async (request, reply) => {
    // Pages that isolate themselves load an image of another origin only with this header.
    reply.header('cross-origin-resource-policy', 'cross-origin').header('cache-control', 'no-store');
    const input = {
      // The pixel is on the landing page, and browsers send the page of an image as its referrer.
      landingPage: request.headers.referer?.slice(0, MAX_LANDING_PAGE_CHARACTERS),
      ...clickInput(request.query as Record<string, unknown>),
    };
    await recordClick(createContext(request), input);
    return reply.type('image/gif').send(PIXEL);
  });
}

function clickInput(query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query)
      // Templates leave values that they do not know empty.
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [SHORT_NAMES[name] ?? name, value]),
  );
}
