import { Client, type ClientConfig, DatabaseError, type QueryConfig } from 'pg';
import { DatabaseAwayError, spoilsConnection } from './fault.ts';

/** What PostgreSQL reports of itself from version 14 on, unasked: at the start of a connection, and when it changes. */
const READ_ONLY_PARAMETERS = new Set(['in_hot_standby', 'default_transaction_read_only']);

/** How long a server may take to confirm that it takes no writes. */
const CONFIRM_MILLISECONDS = 2_000;

/** The driver's own message, https://www.postgresql.org/docs/18/protocol-message-formats.html: ParameterStatus. */
interface ParameterStatus {
  parameterName: string;
  parameterValue: string;
}

// The driver has five overloads of each of its methods; what goes through is passed on as it came.
// biome-ignore lint/suspicious/noExplicitAny: an override of overloads has to be as wide as all of them.
type Any = any;

/**
 * A connection that knows whether it leads to a database that takes writes, and that gives the errors of a lost one a type.
 * Emits `readonly` when its server stops taking writes.
 */
export class WatchedClient extends Client {
  readonly #queryTimeoutMilliseconds: number;
  readonly #reported = new Map<string, string>();
  #isLost = false;
  #isSpoiled = false;

  constructor(config?: string | ClientConfig) {
    super(config);
    this.#queryTimeoutMilliseconds = (typeof config === 'object' && config.query_timeout) || 0;
    // Whoever waits for a statement is told; without a listener, a connection that breaks would end the process.
    this.on('error', () => undefined);
    this.connection.on('parameterStatus' as Any, (status: ParameterStatus) => this.#note(status));
  }

  /** Whether the server said that it takes no writes. One before version 14, and some poolers, never say. */
  get isReadOnly(): boolean {
    return [...this.#reported.values()].includes('on');
  }

  /** Whether nobody should be given this connection any more. */
  get isSpoiled(): boolean {
    return this.#isSpoiled || this.isReadOnly;
  }

  /** Has it closed as soon as nobody works with it. */
  spoil(): void {
    this.#isSpoiled = true;
  }

  /**
   * Rejects when the connection leads to a database that takes no writes. Asks only if that was reported: a pooler may
   * repeat what a server said that was promoted since.
   */
  async refuseReadOnly(): Promise<void> {
    if (!this.isReadOnly) return;
    const { rows } = await this.query({
      text: 'SHOW transaction_read_only',
      query_timeout: CONFIRM_MILLISECONDS,
    } as { text: string });
    if (rows[0]?.transaction_read_only === 'on') throw readOnlyError();
    this.#reported.clear();
  }

  override connect(...args: Any[]): Any {
    const [callback] = args;
    if (callback === undefined) return super.connect().catch(rejectAsAway);
    return super.connect((error: Error | null) => callback(error && DatabaseAwayError.because(error), this));
  }

  override query(statement: Any, values?: Any, callback?: Any): Any {
    const query = super.query as (...passed: Any[]) => Any;
    const startedAt = this.#queryTimeoutMilliseconds > 0 ? performance.now() : Number.POSITIVE_INFINITY;
    const answer = typeof values === 'function' ? values : callback;
    if (typeof answer === 'function') {
      const explained = (error: Error | undefined, result: unknown) =>
        answer(error && this.#explain(error, startedAt), result);
      return query.call(this, statement, values === answer ? undefined : values, explained);
    }
    const answered = query.call(this, statement, values);
    if (!(answered instanceof Promise)) return answered;
    return answered.catch((error: Error) => {
      const explained = this.#explain(error, startedAt);
      // Whoever began a transaction in vain may not give the connection back: https://github.com/drizzle-team/drizzle-orm/issues/6114
      if (isBegin(statement)) void this.end();
      throw explained;
    });
  }

  override emit(event: string | symbol, ...args: Any[]): boolean {
    if (event === 'error') {
      // The driver tells of a lost connection here first, and then rejects the statements that were on it.
      this.#isLost = true;
      const [error] = args;
      args = [error instanceof DatabaseError ? error : DatabaseAwayError.because(error)];
    }
    return super.emit(event as 'error', ...args);
  }

  override end(...args: Any[]): Any {
    // What is still on it is rejected without any other sign.
    this.#isLost = true;
    return (super.end as (...passed: Any[]) => Any).apply(this, args);
  }

  #note({ parameterName, parameterValue }: ParameterStatus): void {
    if (!READ_ONLY_PARAMETERS.has(parameterName)) return;
    const wasReadOnly = this.isReadOnly;
    this.#reported.set(parameterName, parameterValue);
    if (this.isReadOnly && !wasReadOnly) this.emit('readonly');
  }

  /** Returns what a statement's error means, and remembers when it says that the connection is of no more use. */
  #explain(error: Error, startedAt: number): Error {
    if (error instanceof DatabaseError) {
      if (spoilsConnection(error.code)) this.#isSpoiled = true;
      return error;
    }
    if (this.#isLost) return DatabaseAwayError.because(error);
    if (performance.now() - startedAt < this.#queryTimeoutMilliseconds - 1) return error;
    // The statement may still run, and its answer still come.
    void this.end();
    return DatabaseAwayError.because(error);
  }
}

/** The error for a database that can be read but takes no writes. */
export function readOnlyError(): DatabaseAwayError {
  return new DatabaseAwayError('the database takes no writes: it is read-only, or a standby', {
    code: '25006',
  });
}

function isBegin(statement: string | QueryConfig): boolean {
  return /^\s*begin\b/i.test(typeof statement === 'string' ? statement : statement.text);
}

function rejectAsAway(error: unknown): never {
  throw DatabaseAwayError.because(error);
}
