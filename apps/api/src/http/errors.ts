import { faultOf } from '@dreamteamhub/db';
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

/** Answers errors of handlers and hooks. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
}

/** Answers any error, including those before routing, such as for an address that Fastify cannot decode. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const appError = toAppError(error);
  const { http } = errorTable[appError.code];
  if (appError.code === 'internal') request.log.error({ err: error }, 'request failed');
  // The caller was told, and yet the hub’s own checks should have: somebody must be able to find out.
  if (faultOf(appError) === 'event') {
    request.log.error({ err: error }, 'request refused: the database cannot store it');
  }
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
