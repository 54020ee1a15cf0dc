/** The embedded database could not be used; the message says why and what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** Whether `error` is a system error with one of these codes (`ENOENT`, …) or a PostgreSQL error with one of these SQLSTATEs. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
