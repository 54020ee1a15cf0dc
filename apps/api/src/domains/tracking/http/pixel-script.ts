import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** An hour: a shop's pages get a new version on the day of the upgrade. The old one serves while the new is fetched. */
const CACHE_CONTROL = 'public, max-age=3600, stale-while-revalidate=86400';

/** `GET /sdk/pixel.js`, or wherever `path` says: the SDK as a script, for pages of any origin. */
export function registerPixelScript(
  app: FastifyInstance,
  { path, file }: { path: string; file: string },
): void {
  if (!existsSync(file)) {
    app.log.warn({ file }, 'the SDK is not built; its script is not served');
    return;
  }
  const script = readFileSync(file);
  const compressed = brotliCompressSync(script);
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
  app.get(path, async (request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      // Pages that isolate themselves load a script of another origin only with this header.
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': CACHE_CONTROL,
      vary: 'accept-encoding',
      etag,
    });
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    reply.type('text/javascript; charset=utf-8');
    return /\bbr\b/.test(request.headers['accept-encoding'] ?? '')
      ? reply.header('content-encoding', 'br').send(compressed)
      : reply.send(script);
  });
}
