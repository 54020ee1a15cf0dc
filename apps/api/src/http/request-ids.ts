import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { Trust } from './trust-proxy.ts';

/** As long as ids of balancers are, and nothing that a log or a table could read as something else. */
const REQUEST_ID = /^[\w.:/+=@-]{1,128}$/;

/** https://www.w3.org/TR/trace-context/#traceparent-header; a trace or a parent of zeros alone is none. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/;

/**
 * Returns a function that names requests. A trusted proxy's `x-request-id` is taken over; anybody else could choose the
 * id of somebody else's request. All others are never given twice, whichever process and whenever: the audit log keeps
 * them.
 */
export function requestIds(trust: Trust | false): (request: IncomingMessage) => string {
  const process = randomBytes(6).toString('base64url');
  let requests = 0;
  return (request) => {
    const given = trust === false ? undefined : fromProxy(request, trust, 'x-request-id');
    return given !== undefined && REQUEST_ID.test(given) ? given : `${process}-${(++requests).toString(36)}`;
  };
}

/** Returns a function that finds the trace that a trusted proxy's `traceparent` puts a request in. */
export function traceIds(trust: Trust | false): (request: IncomingMessage) => string | undefined {
  if (trust === false) return () => undefined;
  return (request) => TRACEPARENT.exec(fromProxy(request, trust, 'traceparent') ?? '')?.[1];
}

/** What a line of the log says about its request. */
export function requestFields(request: FastifyRequest): { reqId: string; traceId?: string } {
  const { id, traceId } = request;
  return traceId === undefined ? { reqId: id } : { reqId: id, traceId };
}

/** A logger for each request, with its ids. */
export function requestLogger(traceIdOf: (request: IncomingMessage) => string | undefined) {
  return (
    logger: FastifyBaseLogger,
    bindings: object,
    options: object,
    request: IncomingMessage,
  ): FastifyBaseLogger => {
    const traceId = traceIdOf(request);
    return logger.child(traceId === undefined ? bindings : { ...bindings, traceId }, options);
  };
}

function fromProxy(request: IncomingMessage, trust: Trust, name: string): string | undefined {
  const value = request.headers[name];
  if (typeof value !== 'string') return undefined;
  return trust(request.socket.remoteAddress ?? '', 0) ? value : undefined;
}
