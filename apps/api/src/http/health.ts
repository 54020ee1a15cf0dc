import type { FastifyInstance } from 'fastify';
import { withTimeout } from '../platform/with-timeout.ts';
import { shareAnswer } from './shared-answer.ts';

/** A hub whose database takes longer than this to answer should not get requests. */
const CHECK_MILLISECONDS = 3_000;

/** Checks a part. Returns null when it works, or the problem; may reject instead. */
export type ReadinessCheck = () => Promise<string | null>;

/** What the checks said: each one's problem, or `ok`. */
interface Readiness {
  checks: Record<string, string>;
  warnings: Record<string, string>;
}

/**
 * `/livez` runs no check and so survives a database outage; `/readyz` tells what every check said within the last second,
 * and fails while the hub stops. A failed warning is reported but does not take the hub out of the balancer: clicks are
 * served even when alerts fail.
 */
export function registerHealth(
  app: FastifyInstance,
  options: {
    checks: Record<string, ReadinessCheck>;
    warnings: Record<string, ReadinessCheck>;
    isStopping: () => boolean;
    /** For how long an answer is given again. Default: a second. */
    keepMilliseconds?: number | undefined;
  },
): void {
  const readiness = shareAnswer(async (): Promise<Readiness> => {
    const [checks, warnings] = await Promise.all([ask(options.checks), ask(options.warnings)]);
    return { checks, warnings };
  }, options.keepMilliseconds);

  app.get('/livez', { logLevel: 'silent' }, async () => ({ status: 'ok' }));

  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    // At once: a check may take its time, and a balancer must learn of the stop while there is time left.
    if (options.isStopping()) return reply.status(503).send({ status: 'stopping' });
    const { checks, warnings } = await readiness();
    const isReady = isOk(checks);
    reply.status(isReady ? 200 : 503);
    return { status: statusOf(isReady, isOk(warnings)), checks: { ...checks, ...warnings } };
  });
}

function statusOf(isReady: boolean, isWell: boolean): string {
  if (!isReady) return 'not ready';
  return isWell ? 'ready' : 'degraded';
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
