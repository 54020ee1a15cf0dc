import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { AppError, type AppErrorCode, fromZodError } from '../platform/app-error.ts';
import { fromDatabaseError } from '../platform/database-error.ts';

type TrpcCode = TRPCError['code'];

/** The one table of the hub's codes with those of tRPC and HTTP. */
export const errorTable: Record<AppErrorCode, { trpc: TrpcCode; http: number }> = {
  bad_request: { trpc: 'BAD_REQUEST', http: 400 },
  unauthorized: { trpc: 'UNAUTHORIZED', http: 401 },
  forbidden: { trpc: 'FORBIDDEN', http: 403 },
  not_found: { trpc: 'NOT_FOUND', http: 404 },
  method_not_allowed: { trpc: 'METHOD_NOT_SUPPORTED', http: 405 },
  conflict: { trpc: 'CONFLICT', http: 409 },
  payload_too_large: { trpc: 'PAYLOAD_TOO_LARGE', http: 413 },
  unsupported_media_type: { trpc: 'UNSUPPORTED_MEDIA_TYPE', http: 415 },
  event_mismatch: { trpc: 'UNPROCESSABLE_CONTENT', http: 422 },
  rate_limited: { trpc: 'TOO_MANY_REQUESTS', http: 429 },
  delivery_failed: { trpc: 'BAD_GATEWAY', http: 502 },
  unavailable: { trpc: 'SERVICE_UNAVAILABLE', http: 503 },
  internal: { trpc: 'INTERNAL_SERVER_ERROR', http: 500 },
};

/** Returns the hub's own code for a status of HTTP that refuses a request. */
export function codeOfStatus(status: number): AppErrorCode {
  const codes = Object.keys(errorTable) as AppErrorCode[];
  return (
    codes.find((code) => errorTable[code].http === status) ?? (status < 500 ? 'bad_request' : 'internal')
  );
}

/** Returns the seconds after which a caller may try again; null where that would not help. */
export function retryAfterOf({ code, retryAfterSeconds }: AppError): number | null {
  return retryAfterSeconds ?? { unavailable: 2, rate_limited: 60 }[code as string] ?? null;
}

/**
 * Returns what callers are told about an error. Only an {@link AppError} is passed on as it is; whatever is the database's
 * fault is `unavailable`; everything else is `internal`, and only the log gets its message.
 */
export function toAppError(error: unknown): AppError {
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 6;
    cause = cause.cause, depth++
  ) {
    if (cause instanceof AppError) return cause;
    if (cause instanceof z.ZodError) return fromZodError(cause);
    const fastify = fromFastifyError(cause);
    if (fastify !== null) return fastify;
  }
  const ofDatabase = fromDatabaseError(error);
  if (ofDatabase !== null) return ofDatabase;
  if (error instanceof TRPCError) {
    const code = (Object.keys(errorTable) as AppErrorCode[]).find(
      (key) => errorTable[key].trpc === error.code,
    );
    if (code !== undefined && code !== 'internal') return new AppError(code, error.message, { cause: error });
    if (error.code === 'PARSE_ERROR') {
      return new AppError('bad_request', 'the request body is not valid JSON', { cause: error });
    }
  }
  return new AppError('internal', 'something went wrong inside the hub; its log has the details', {
    cause: error,
  });
}

/** Returns the error for a body that says that it is something else, or nothing. */
export function notJson(cause?: unknown): AppError {
  return new AppError(
    'unsupported_media_type',
    'the request body is not read: send JSON with "content-type: application/json"',
    { cause },
  );
}

function fromFastifyError(error: Error): AppError | null {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('FST_') || typeof statusCode !== 'number') {
    if (!(error instanceof SyntaxError) || statusCode !== 400) return null;
    // The framework's parser refuses them by a SyntaxError too.
    const isForbidden = error.message.includes('forbidden prototype property');
    const problem = isForbidden
      ? 'has a field "__proto__" or "constructor", which no input has'
      : 'is not valid JSON';
    return new AppError('bad_request', `the request body ${problem}`, { cause: error });
  }
  if (statusCode === 413) {
    return new AppError('payload_too_large', 'the request body is too large', { cause: error });
  }
  if (statusCode === 415) {
    return notJson(error);
  }
  if (statusCode >= 500) return null;
  return new AppError(statusCode === 404 ? 'not_found' : 'bad_request', error.message, { cause: error });
}
