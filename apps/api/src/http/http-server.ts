import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';

/** No browser and no proxy sends more requests over one connection before the first is answered; most send one. */
const MOST_WAITING = 100;

/** Of Fastify's options, those that are the server's. */
interface Timeouts {
  http?: ServerOptions | null;
  keepAliveTimeout?: number;
  requestTimeout?: number;
  connectionTimeout?: number;
}

/**
 * Creates the server as Fastify would, and ends connections that send requests without waiting for answers. Node hands
 * over all the requests of a packet at once: thousands of them, each cheap to refuse, would hold up everybody else.
 */
export function createHttpServer(serve: RequestListener, options: Timeouts): Server {
  const server = createServer(options.http ?? {}, boundWaiting(serve));
  server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
  server.requestTimeout = options.requestTimeout ?? server.requestTimeout;
  server.setTimeout(options.connectionTimeout ?? 0);
  return server;
}

function boundWaiting(serve: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const before = waiting.get(socket) ?? 0;
    if (before >= MOST_WAITING) socket.destroy();
    // What came in the same packet is not looked at either.
    if (socket.destroyed) return;
    waiting.set(socket, before + 1);
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    serve(request, response);
  };
}
