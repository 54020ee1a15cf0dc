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
  const broken = chain.find(isBrokenConnection);
  // Where in the hub it was noticed says nothing about a connection; and there are many at once.
  if (broken !== undefined) return { type: broken.name, ...codeOf(broken), message: briefly(broken) };
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

/** What the system says about a connection, and PostgreSQL when it ends one or takes no more (classes 08, 53, 57P). */
const CONNECTION_CODE = /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|08|53|57P)/;
/** node-postgres gives its own errors no code. */
const CONNECTION_MESSAGE =
  /^(?:connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error)/i;

function isBrokenConnection(error: Error): boolean {
  const { code } = codeOf(error);
  return (code !== undefined && CONNECTION_CODE.test(code)) || CONNECTION_MESSAGE.test(error.message);
}

function codeOf(error: Error): { code?: string } {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? { code } : {};
}

/** A name with several addresses fails with an error for each, and no message of its own. */
function briefly(error: Error): string {
  const text =
    error instanceof AggregateError
      ? error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one))).join('; ')
      : error.message;
  return text.slice(0, 300);
}
