import { tracking } from '@dreamteamhub/sdk/contract';
import Fastify from 'fastify';
import type { z } from 'zod';

const { input } = tracking.tracking.recordClick;

/** What a target gets to store. */
export interface Click {
  input: z.output<typeof input>;
  ip: string;
  userAgent: string | null;
}

/**
 * Listens on PORT with the click's route alone: the contract's own validation, `record`, and an answer of the same shape.
 * What the hub does beyond that (keys, CORS, rate limits, bots, metrics) is missing here on purpose.
 */
export async function serveClicks(record: (click: Click) => number | Promise<number>): Promise<void> {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.get('/readyz', async () => ({ status: 'ok' }));
  app.post('/api/affiliates/track/click', async (request) => ({
    success: true,
    clickId: await record({
      input: input.parse(request.body),
      ip: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
    }),
    counted: true,
  }));
  process.once('SIGTERM', () => {
    app.close().then(() => process.exit(0));
  });
  await app.listen({ host: process.env.HOST ?? '127.0.0.1', port: Number(process.env.PORT) });
}
