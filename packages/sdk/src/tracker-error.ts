/** The hub's own codes for why it refuses a call; every answer with an error has one. */
export type HubErrorCode =
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

/**
 * Why an event was not recorded: the hub's code; `unreachable` (no answer, or none of a hub), `dropped` (in pages: the queue was full or the event
 * too old), `usage` (an option or an event is wrong, and nothing was sent), or `unknown` (an answer without a code).
 */
export type TrackerErrorCode = HubErrorCode | 'unreachable' | 'dropped' | 'usage' | 'unknown';

/** An event that the hub refused, or that could not be sent. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError';
  declare readonly code: TrackerErrorCode;
  /** HTTP status of the hub's answer, where there was one. */
  declare readonly status: number | undefined;

  constructor(message: string, code: TrackerErrorCode, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** What the hub's answer says of why it refused. */
export async function readRefusal(response: Response): Promise<TrackerError> {
  const { error }: { error?: { code?: HubErrorCode; message?: string } } = Object(
    await response.json().catch(() => null),
  );
  return new TrackerError(
    error?.message ?? `the hub answered ${response.status}`,
    error?.code ?? 'unknown',
    response.status,
  );
}
