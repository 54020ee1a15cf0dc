import type { FastifyRequest } from 'fastify';

/** Returns the origin of the hub's own pages: PUBLIC_URL's, else the one this request was sent to. */
export function publicOrigin(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl === undefined ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
}

/**
 * Whether a browser sent this from the hub's own pages. Browsers put `Origin` on every cross-site POST and scripts
 * cannot forge it; a request that has neither header is not from a browser's page.
 */
export function isSameOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin } = request.headers;
  if (origin !== undefined) return origin === publicOrigin(request, publicUrl);
  return request.headers['sec-fetch-site'] === 'same-origin';
}
