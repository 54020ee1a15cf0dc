import type { FastifyInstance } from 'fastify';
import { withTimeout } from '../platform/with-timeout.ts';

/** A database that takes longer for a look is not one to send callers to. */
const CHECK_MILLISECONDS = 3_000;

/** Says whether a part works; rejects or answers a problem when it does not. */
export type ReadinessCheck = () => Promise<string | null>;

/**
 * `/livez` asks nothing and so survives a database outage; `/readyz` asks every check, and says no while stopping. A
 * failed warning is told, but takes nobody out of the balancer: clicks are served whatever is wrong with the alerts.
 */
export function registerHealth(
  app: FastifyInstance,
  options: {
    checks: Record<string, ReadinessCheck>;
    warnings: Record<string, ReadinessCheck>;
    isStopping: () => boolean;
  },
): void {
  app.get('/livez', { logLevel: 'silent' }, async () => ({ status: 'ok' }));

  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const [checks, warnings] = await Promise.all([ask(options.checks), ask(options.warnings)]);
    const isReady = !options.isStopping() && isOk(checks);
    reply.status(isReady ? 200 : 503);
    return { status: statusOf(isReady, isOk(warnings)), checks: { ...checks, ...warnings } };
  });

  function statusOf(isReady: boolean, isWell: boolean): string {
    if (options.isStopping()) return 'stopping';
    if (!isReady) return 'not ready';
    return isWell ? 'ready' : 'degraded';
  }
}

/** Each check's problem, or `ok`. */
async function ask(checks: Record<string, ReadinessCheck>): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const problem = await withTimeout(check(), CHECK_MILLISECONDS).catch(() => 'not available');
      return [name, problem === 'late' ? 'does not answer' : (problem ?? 'ok')] as const;
    }),
  );
  return Object.fromEntries(results);
}

function isOk(states: Record<string, string>): boolean {
  return Object.values(states).every((state) => state === 'ok');
}
