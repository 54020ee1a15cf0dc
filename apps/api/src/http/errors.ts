import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { faultOf } from '@dreamteamhub/db';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import { errorTable, retryAfterOf, toAppError } from '../transport/errors.ts';
import { requestFields } from './request-ids.ts';

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
export function registerErrors(app: FastifyInstance, answerError: AnswerError): void {
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

/** Answers an error of a request. */
export type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * Returns what answers any error, including those before routing, such as for an address that Fastify cannot decode. The
 * log must take an outage, which is the same line for every request.
 */
export function errorAnswers(quietLog: FastifyBaseLogger): AnswerError {
  return (error, request, reply) => {
    const appError = isTooLarge(error) ? tooLarge(request) : toAppError(error);
    const { http } = errorTable[appError.code];
    const fields = () => ({ ...requestFields(request), err: error });
    if (appError.code === 'internal') quietLog.error(fields(), 'request failed');
    // The caller was told, and yet the hub’s own checks should have: somebody must be able to find out.
    if (faultOf(appError) === 'event') {
      quietLog.error(fields(), 'request refused: the database cannot store it');
    }
    if (appError.code === 'unavailable') quietLog.warn(fields(), `request refused: ${appError.message}`);
    const retryAfter = retryAfterOf(appError);
    if (retryAfter !== null && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
    return reply.status(http).send(errorBody(appError));
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
}

function tooLarge({ routeOptions }: FastifyRequest): AppError {
  const kilobytes = Math.round(routeOptions.bodyLimit / 1024);
  const limit = kilobytes < 1024 ? `${kilobytes} kB` : `${Math.round(kilobytes / 1024)} MB`;
  return new AppError('payload_too_large', `the request body is too large: this address takes ${limit}`);
}

/** Returns the error for a path that has no route. */
export function notFound(path: string): AppError {
  return new AppError('not_found', `there is nothing at ${path}`);
}
