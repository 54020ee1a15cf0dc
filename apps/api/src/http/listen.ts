import { once } from 'node:events';
import { createServer } from 'node:net';
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
    await app.close();
    throw reasonOf(error, { HOST, PORT });
  }
}

/** Throws {@link StartError} like {@link listen}, for a start that would only find out after a minute. */
export async function checkPort({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): Promise<void> {
  const server = createServer().listen(PORT, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw reasonOf(error, { HOST, PORT });
  }
  server.close();
  await once(server, 'close');
}

function reasonOf(error: unknown, { HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartError(`port ${PORT} is taken. Set PORT to a free one, or stop what uses it.`, {
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(`cannot listen on ${HOST}:${PORT} (${code}). Set HOST or PORT.`, {
      cause: error,
    });
  }
  return error;
}
