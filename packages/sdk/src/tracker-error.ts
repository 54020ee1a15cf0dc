/** An event that the hub refused, or that could not be sent. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError';
  /** The hub's (`conflict`, `not_found`, …), `unreachable`, `dropped` (the queue was full or the event too old), or `usage`. */
  readonly code: string;
  /** HTTP status of the hub's answer, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, code: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** What the hub's answer says of why it refused. */
export async function readRefusal(response: Response): Promise<TrackerError> {
  const body = (await response.json().catch(() => null)) as {
    error?: { code?: string; message?: string };
  } | null;
  return new TrackerError(
    body?.error?.message ?? `the hub answered ${response.status}`,
    body?.error?.code ?? 'unknown',
    response.status,
  );
}

/** Whether the same event may be taken later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
