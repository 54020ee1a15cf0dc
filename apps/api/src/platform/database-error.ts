/**
 * PostgreSQL conditions that pass: connection (08), resources (53), shutdown (57P), cancelled (57014), serialization
 * and locks (40, 55P03).
 */
const PASSING_SQLSTATE = /^(?:08|53|57P|57014|40|55P03)/;
const PASSING_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);

/** Whether an error means that the database is away or busy for now, rather than that it refused the input. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (PASSING_SYSTEM_CODES.has(code) || PASSING_SQLSTATE.test(code)))
    return true;
  // node-postgres gives these no code.
  return /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|not queryable|pool after calling end/i.test(
    error.message,
  );
}
