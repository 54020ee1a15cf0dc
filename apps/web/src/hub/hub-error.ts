import { TRPCClientError } from '@trpc/client';
import { formatSentence } from '../ui/format-sentence.ts';

interface FieldError {
  path: string;
  message: string;
}

export interface HubError {
  /** The hub's own code (`conflict`, `not_found`, …), or `unreachable` when no answer came. */
  code: string;
  message: string;
  fields: FieldError[];
}

/** Turns any thrown value into a hub error with a message that a person can act on. */
export function readHubError(error: unknown): HubError {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    if (isRecord(data) && typeof data.hubCode === 'string') {
      return {
        code: data.hubCode,
        message: formatSentence(withoutFieldName(error.message)),
        fields: readFields(data.details),
      };
    }
    if (isRecord(data) && typeof data.httpStatus === 'number') {
      return { code: 'unavailable', message: 'The hub could not answer. Try again in a moment.', fields: [] };
    }
  }
  if (wasGivenUp(error)) {
    return {
      code: 'unreachable',
      message: 'The hub did not answer within 30 seconds. It may be busy, or its database may be down.',
      fields: [],
    };
  }
  return {
    code: 'unreachable',
    message: 'The hub cannot be reached. Check that it runs and that you are online.',
    fields: [],
  };
}

/** Whether the same call may succeed later. */
export function isTransient(error: unknown): boolean {
  return ['unreachable', 'unavailable', 'internal', 'rate_limited'].includes(readHubError(error).code);
}

/** `AbortSignal.timeout` ends a request with an error of this name, which tRPC wraps. */
function wasGivenUp(error: unknown): boolean {
  const cause = error instanceof TRPCClientError ? error.cause : error;
  return cause instanceof Error && cause.name === 'TimeoutError';
}

/** The hub's message begins with the field where there is one, as in `token: this link was used`. */
function withoutFieldName(message: string): string {
  return message.replace(/^[a-z]\w*(?:\.\w+)*: (?=\S)/, '');
}

function readFields(details: unknown): FieldError[] {
  if (!Array.isArray(details)) return [];
  return details.filter(
    (entry): entry is FieldError =>
      isRecord(entry) && typeof entry.path === 'string' && typeof entry.message === 'string',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
