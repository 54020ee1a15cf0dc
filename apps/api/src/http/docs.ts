import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** `/openapi.json`, and `/docs` to read and try it. */
export async function registerDocs(app: FastifyInstance, document: Record<string, unknown>): Promise<void> {
  const [server] = document.servers as { url: string }[];
  app.get('/openapi.json', async (request) => {
    if (server?.url !== '/') return document;
    // Collections and generated clients are used elsewhere: without PUBLIC_URL, the hub is where it was asked.
    return { ...document, servers: [{ ...server, url: `${request.protocol}://${request.host}` }] };
  });
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: {
      title: 'Dream Team Hub API',
      // The bar on top is the library's own advertisement.
      css: [{ filename: 'hub.css', content: '.swagger-ui .topbar { display: none }' }],
    },
    // The library's default would send every request to HTTPS, which a hub on plain HTTP does not speak.
    staticCSP:
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  });
}
