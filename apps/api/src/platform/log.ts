import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

/**
 * The process's log. Errors of queries lose their parameters: those are the data itself, and a log is no place for
 * tokens, addresses and password hashes.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: serializeError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const chain: Error[] = [];
  for (let cause: unknown = error; cause instanceof Error && chain.length < 6; cause = cause.cause)
    chain.push(cause);
  const query = chain.find((cause) => 'params' in cause && 'query' in cause);
  if (query === undefined) return stdSerializers.errWithCause(error);
  // Drizzle puts the parameters into the message and so into the stack; PostgreSQL's `detail` repeats values, too.
  return {
    type: error.name,
    message: 'a query failed',
    query: (query as { query?: unknown }).query,
    causes: chain.slice(chain.indexOf(query) + 1).map((cause) => ({
      type: cause.name,
      message: cause.message,
      code: (cause as { code?: unknown }).code,
    })),
  };
}
