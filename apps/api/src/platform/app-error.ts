import type { z } from 'zod';

/** The hub's own codes for why a call was refused; `transport/errors.ts` maps each to tRPC and HTTP. */
export type AppErrorCode =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'event_mismatch'
  | 'rate_limited'
  | 'delivery_failed'
  | 'unavailable'
  | 'internal';

/** One field that is wrong. `path` is dotted, as in `items.0.sku`. */
interface FieldProblem {
  path: string;
  message: string;
}

/** An error that callers may see: its message names what to change and holds no secret. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly details: unknown;
  /** Replaces the code's own delay. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { details?: unknown; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** A 400 that names the field. */
export function badField(path: string, message: string): AppError {
  const problem: FieldProblem = { path, message };
  return new AppError('bad_request', `${path}: ${message}`, { details: [problem] });
}

/** Whoever sends thousands of unknown fields gets no list of them all. */
const MAX_PROBLEMS = 10;

/** Turns a schema error into a 400 with its first field problems; the very first one is the message. */
export function fromZodError(error: z.ZodError): AppError {
  const problems = error.issues.slice(0, MAX_PROBLEMS).flatMap((issue): FieldProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({
        path: [...issue.path, key].join('.'),
        message: 'is not a known field',
      }));
    }
    return [{ path: issue.path.join('.'), message: issue.message }];
  });
  problems.splice(MAX_PROBLEMS);
  const first = problems[0];
  const message =
    first === undefined
      ? 'the input is not valid'
      : first.path === ''
        ? first.message
        : `${first.path}: ${first.message}`;
  return new AppError('bad_request', message, { details: problems, cause: error });
}
