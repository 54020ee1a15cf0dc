import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import { errorTable, retryAfterOf, toAppError } from '../transport/errors.ts';

/** One shape for every refusal: `{ "error": { "code", "message", "details?" } }`. Never a stack. */
export function errorBody(error: AppError) {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  };
}

/** Answers errors of handlers and hooks, and what Node would refuse without a word. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.server.on('checkExpectation', (_request, response) => {
    const error = new AppError('bad_request', 'expect: only 100-continue is understood');
    const body = Buffer.from(JSON.stringify(errorBody(error)));
    response.writeHead(417, {
      'content-type': JSON_TYPE,
      'content-length': body.length,
      connection: 'close',
    });
    response.end(body);
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** What Node's parser can object to, by its codes. */
const BROKEN_REQUESTS: Readonly<Record<string, { status: number; error: AppError }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    error: new AppError('bad_request', 'the request took too long to arrive'),
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    error: new AppError('payload_too_large', 'the headers of the request are too large'),
  },
};
const NOT_HTTP = { status: 400, error: new AppError('bad_request', 'this is not a valid HTTP request') };

/** Answers what Node cannot read as a request, and so never reaches Fastify. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  // The caller is gone.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, error: refusal } = BROKEN_REQUESTS[error.code ?? ''] ?? NOT_HTTP;
  const body = JSON.stringify(errorBody(refusal));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Answers any error, including those before routing, such as for an address that Fastify cannot decode. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const appError = toAppError(error);
  const { http } = errorTable[appError.code];
  if (appError.code === 'internal') request.log.error({ err: error }, 'request failed');
  if (appError.code === 'unavailable') {
    request.log.warn({ err: error }, 'request refused: the database is not available');
  }
  const retryAfter = retryAfterOf(appError);
  if (retryAfter !== null && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  return reply.status(http).send(errorBody(appError));
}

/** Returns the error for a path that has no route. */
export function notFound(path: string): AppError {
  return new AppError('not_found', `there is nothing at ${path}`);
}
