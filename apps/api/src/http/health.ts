import type { FastifyInstance } from 'fastify';

/** Says whether a part works; rejects or answers a problem when it does not. */
export type ReadinessCheck = () => Promise<string | null>;

/**
 * `/livez` asks nothing and so survives a database outage; `/readyz` asks every check, and says no while stopping.
 */
export function registerHealth(
  app: FastifyInstance,
  options: { checks: Record<string, ReadinessCheck>; isStopping: () => boolean },
): void {
  app.get('/livez', { logLevel: 'silent' }, async () => ({ status: 'ok' }));

  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(options.checks).map(async ([name, check]) => {
        const problem = await check().catch(() => 'not available');
        return [name, problem ?? 'ok'] as const;
      }),
    );
    const isReady = !options.isStopping() && results.every(([, state]) => state === 'ok');
    reply.status(isReady ? 200 : 503);
    return {
      status: isReady ? 'ready' : options.isStopping() ? 'stopping' : 'not ready',
      checks: Object.fromEntries(results),
    };
  });
}
