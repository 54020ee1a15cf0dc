import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorTable } from '../transport/errors.ts';
import { errorBody, notFound } from './errors.ts';

/** Paths that belong to the API: an unknown one is an error, never a page. */
const API_PATH = /^\/(?:api|trpc|docs|openapi\.json|livez|readyz|metrics)(?:[/?]|$)/;
/** Files that pages load: one that is gone since an update is an error, because a page would be read as its code. */
const FILE_PATH = /^\/assets(?:[/?]|$)|^\/[^/?]+\.(?:js|css|map|json|html|svg|png|ico|txt|woff2?)(?:\?|$)/;

/** Serves the built ops app; its own router takes every other path. */
export async function registerWebApp(app: FastifyInstance, directory: string): Promise<void> {
  const isBuilt = existsSync(join(directory, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: directory,
      wildcard: false,
      index: false,
      // The build writes them beside each file, which is asked for by its own name only.
      preCompressed: true,
      globIgnore: ['**/*.{br,gz}'],
      setHeaders(reply, path) {
        // File names under assets/ carry a hash of their content.
        const isHashed = path.startsWith(join(directory, 'assets'));
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    app.get('/', (_request, reply) => page(reply));
  } else {
    app.log.warn({ directory }, 'the web app is not built; only the API is served');
  }
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    if (isBuilt && wantsPage(request)) return page(reply);
    const error = notFound(request.url.split('?')[0] ?? '/');
    return reply.status(errorTable[error.code].http).send(errorBody(error));
  });
}

function wantsPage({ method, headers, url }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return (
    isRead && (headers.accept ?? '').includes('text/html') && !API_PATH.test(url) && !FILE_PATH.test(url)
  );
}

function page(reply: FastifyReply) {
  return reply.header('cache-control', 'no-cache').sendFile('index.html');
}
