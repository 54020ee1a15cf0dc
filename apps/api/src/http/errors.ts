import type { FastifyInstance } from 'fastify';
import { AppError } from '../app-error.ts';
import { errorTable, RETRY_AFTER_SECONDS, toAppError } from '../transport/errors.ts';

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

/** Answers errors and unknown API paths. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const appError = toAppError(error);
    const { http } = errorTable[appError.code];
    if (appError.code === 'internal') request.log.error({ err: error }, 'request failed');
    if (appError.code === 'unavailable') {
      request.log.warn({ err: error }, 'request refused: the database is not available');
      reply.header('retry-after', RETRY_AFTER_SECONDS);
    }
    return reply.status(http).send(errorBody(appError));
  });
}

/** The answer to a path that nobody serves. */
export function notFound(path: string): AppError {
  return new AppError('not_found', `there is nothing at ${path}`);
}
