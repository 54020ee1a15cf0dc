import type { FastifyInstance } from 'fastify';
import type { Env } from '../platform/env.ts';
import { StartError } from '../platform/start-error.ts';

/** Starts taking requests. Returns the port. Closes the app and throws {@link StartError} when it cannot. */
export async function listen(
  app: FastifyInstance,
  { HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>,
): Promise<number> {
  try {
    await app.listen({ host: HOST, port: PORT });
    const address = app.server.address();
    return typeof address === 'object' && address !== null ? address.port : PORT;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    await app.close();
    if (code === 'EADDRINUSE') {
      throw new StartError(`port ${PORT} is taken. Set PORT to a free one, or stop what uses it.`, {
        cause: error,
      });
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartError(`cannot listen on ${HOST}:${PORT} (${code}). Set HOST or PORT.`, {
        cause: error,
      });
    }
    throw error;
  }
}
