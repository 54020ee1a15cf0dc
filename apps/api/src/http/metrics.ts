import { createHash, timingSafeEqual } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import type { Metrics } from '../platform/metrics.ts';
import { shareAnswer } from './shared-answer.ts';

/**
 * Times every answer and logs none. It does so where Fastify would log the answer, not in an `onResponse` hook: with
 * the hook, in one of four processes under load, the garbage collector kept all requests alive as long as the last of
 * them, at a third of the cost of a click.
 */
export class RequestTimer extends LogController {
  readonly #requests: Metrics['requests'];

  constructor({ requests }: Pick<Metrics, 'requests'>) {
    super({ disableRequestLogging: true });
    this.#requests = requests;
  }

  override requestCompleted(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // A stream takes as long as somebody looks at the page.
    if (reply.getHeader('content-type') === 'text/event-stream') return;
    this.#requests.observe({
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
  }
}

/** Serves `/metrics` for Prometheus: to everybody, or, with a token, to those who send it as their bearer token. */
export function registerMetrics(
  app: FastifyInstance,
  metrics: Metrics,
  options: {
    token: string | undefined;
    /** For how long the same metrics are given again. Default: a second. */
    keepMilliseconds?: number | undefined;
  },
): void {
  const { token } = options;
  // Writing all metrics takes as long as a dozen clicks.
  const collect = shareAnswer(() => metrics.collect(), options.keepMilliseconds);
  app.get('/metrics', { logLevel: 'silent' }, async (request, reply) => {
    if (token !== undefined && !isBearer(request.headers.authorization, token)) {
      throw new AppError('unauthorized', 'send METRICS_TOKEN as "Authorization: Bearer …"');
    }
    const { contentType, text } = await collect();
    reply.header('content-type', contentType);
    return text;
  });
}

function isBearer(authorization: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  // Of equal length, and without telling how much of a guess was right.
  return timingSafeEqual(hash(authorization ?? ''), hash(`Bearer ${token}`));
}
