import { DatabaseError } from 'pg';

/**
 * The database could not be reached, went away, or takes no writes. Made where the driver hands out such an error, because
 * most of them have no code and differ from other errors in their English text only.
 */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError';
  /** SQLSTATE or system code, where there was one. */
  readonly code: string | undefined;

  constructor(message: string, options: { cause?: unknown; code?: string | undefined } = {}) {
    super(message, { cause: options.cause });
    this.code = options.code;
  }

  /** Keeps the message and the code of what the driver said. */
  static because(cause: unknown): DatabaseAwayError {
    if (cause instanceof DatabaseAwayError) return cause;
    const { code } = (cause ?? {}) as { code?: unknown };
    return new DatabaseAwayError(messageOf(cause), {
      cause,
      code: typeof code === 'string' ? code : undefined,
    });
  }
}

/**
 * What a statement failed for. `event`: a value that the database will never store, so that sending it again is futile.
 * `conflict`: other rows that the hub did not reckon with; the event may be good, and another try may win. `database`: the
 * database itself, and whatever was asked for may work later.
 */
export type Fault = 'event' | 'conflict' | 'database';

/** Data exceptions, and the constraints that look at one row alone: NOT NULL and CHECK. */
const EVENT = /^(?:22|23502|23514)/;
/** Unique, foreign and exclusion keys. */
const CONFLICT = /^23/;

/** Errors wrap errors, and one day in a circle. */
const DEPTH = 6;

/**
 * The one classification of what a database driver throws: only SQLSTATE classes 22 and 23 may blame the event, and
 * everything else is the database's fault: 25006 of a standby as well as 42P01 while a migration is missing. Null: the error
 * is none of a database, but a mistake in the code.
 */
export function faultOf(error: unknown): Fault | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < DEPTH; cause = cause.cause, depth++) {
    if (cause instanceof DatabaseAwayError) return 'database';
    if (cause instanceof DatabaseError) return faultOfState(cause.code ?? '');
  }
  return null;
}

/** Returns the SQLSTATE of what a database driver threw, also from inside of other errors; null: there is none. */
export function sqlStateOf(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < DEPTH; cause = cause.cause, depth++) {
    if (cause instanceof DatabaseError) return cause.code ?? null;
  }
  return null;
}

function faultOfState(sqlState: string): Fault {
  if (EVENT.test(sqlState)) return 'event';
  return CONFLICT.test(sqlState) ? 'conflict' : 'database';
}

/**
 * Whether a connection is of no more use after this SQLSTATE: it leads to a server that takes no writes (25006) or goes
 * away (57P01 to 57P03), or to one that does not know the statements that were prepared on it (26000, 42P05).
 */
export function spoilsConnection(sqlState: string | undefined): boolean {
  return /^(?:25006|26000|42P05|57P0[123])$/.test(sqlState ?? '');
}

// A refused connection on a name with several addresses is an AggregateError without a message.
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
