import type { FastifyInstance } from 'fastify';

/** Node closes idle connections once, when the server closes; one that becomes idle later would stay for its timeout. */
const SWEEP_MILLISECONDS = 100;

/**
 * Lets callers go before the end: once `draining` is aborted, and while the app closes, every answer ends its connection,
 * and the next request finds another process. Returns whether the app stops.
 */
export function registerDrain(app: FastifyInstance, draining: AbortSignal): () => boolean {
  let isStopping = false;
  let sweep: NodeJS.Timeout | undefined;
  draining.addEventListener('abort', () => {
    isStopping = true;
  });
  app.addHook('preClose', async () => {
    isStopping = true;
    sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MILLISECONDS);
  });
  app.addHook('onClose', async () => clearInterval(sweep));
  app.addHook('onRequest', (_request, reply, done) => {
    if (isStopping) reply.header('connection', 'close');
    done();
  });
  return () => isStopping;
}
