import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

type Document = Record<string, unknown>;

/**
 * `/openapi.json`, and `/docs` to read and try it. The document takes a tenth of a second to make, which every start
 * would wait for: it is made when somebody asks for it first.
 */
export async function registerDocs(app: FastifyInstance, describe: () => Document): Promise<void> {
  let made: Document | undefined;
  const describeOnce = () => {
    made ??= describe();
    return made;
  };
  app.get('/openapi.json', async (request) => {
    const document = describeOnce();
    const [server] = document.servers as { url: string }[];
    if (server?.url !== '/') return document;
    // Collections and generated clients are used elsewhere: without PUBLIC_URL, the hub is where it was asked.
    return { ...document, servers: [{ ...server, url: `${request.protocol}://${request.host}` }] };
  });
  // The library asks for it when the page does; what it gathers by itself, of routes without schemas, is not used.
  await app.register(swagger, { openapi: {}, transformObject: () => describeOnce() as never });
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
