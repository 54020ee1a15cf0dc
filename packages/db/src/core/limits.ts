import type { Client, Pool, PoolClient } from 'pg';

/** How long the database may keep whoever has a connection of a pool waiting. */
export interface Limits {
  /** For a connection, to be made or to be free. */
  waitMilliseconds: number;
  /** For a lock; then the statement is refused with 55P03. */
  lockMilliseconds: number;
  /** For a statement; then the server cancels it with 57014. */
  statementMilliseconds: number;
  /**
   * For all that is done with a connection, a whole transaction too, counted from when it was asked for; then it is given
   * up. Unset: no limit.
   */
  connectionMilliseconds?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the driver has overloads; what goes through is passed on as it came.
type AsItCame = (...args: any[]) => any;

/** What the database is told besides: a day ends at midnight UTC for every caller, and a timestamp is written one way. */
const FORMAT = { timezone: 'UTC', datestyle: 'ISO,MDY' };

/**
 * Where names without a schema are looked up, whatever the role or the database has set. Temporary tables come last,
 * because by default they come first, before the hub's own.
 */
const SEARCH_PATH = 'public,pg_temp';

/**
 * Returns the driver's configuration for connections that are held to limits for as long as their session lives, by a
 * startup parameter. A session that is shared, as by a pooler in transaction mode, takes none: there,
 * {@link limitTransactions} does it.
 */
export function sessionConfig(
  connectionString: string,
  limits: Limits | null,
): { connectionString: string; options: string } {
  const options = [...settings(limits), ['search_path', SEARCH_PATH]]
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  // The driver would have options of the address take the place of ours, which come last and so win.
  if (!/[?&]options=/.test(connectionString)) return { connectionString, options };
  const url = new URL(connectionString);
  const given = url.searchParams.get('options');
  url.searchParams.delete('options');
  return { connectionString: url.href, options: `${given} ${options}` };
}

/**
 * Holds a pool's connections to limits by transactions. The settings are in the message that begins a transaction, so
 * they cost no round trip; the pool must be opened with `pipeline`.
 */
export function limitTransactions(pool: Pool, limits: Limits | null): void {
  const begin = [
    'BEGIN',
    // Without quotes, in which it would be one name.
    `SET LOCAL search_path = ${SEARCH_PATH}`,
    ...settings(limits).map(([name, value]) => `SET LOCAL ${name} = '${value}'`),
  ];
  pool.on('connect', (client) => scopeToTransactions(client, begin.join('; ')));
}

/** Gives up a connection of the pool that is not back after this time, counted from when it was asked for. */
export function limitLoans(pool: Pool, milliseconds: number): void {
  const connect = pool.connect.bind(pool) as AsItCame;
  const timers = new Map<PoolClient, NodeJS.Timeout>();
  const lend = (client: PoolClient, askedAt: number) => {
    const left = milliseconds - (performance.now() - askedAt);
    timers.set(client, setTimeout(takeBack, Math.max(0, left), client));
  };
  pool.connect = ((answer?: (error: unknown, client?: PoolClient, done?: unknown) => void) => {
    const askedAt = performance.now();
    if (answer === undefined) {
      return connect().then((client: PoolClient) => {
        lend(client, askedAt);
        return client;
      });
    }
    return connect((error: unknown, client?: PoolClient, done?: unknown) => {
      if (client !== undefined) lend(client, askedAt);
      answer(error, client, done);
    });
  }) as AsItCame as Pool['connect'];
  pool.on('release', (_error, client) => {
    clearTimeout(timers.get(client as PoolClient));
    timers.delete(client as PoolClient);
  });
}

function takeBack(client: PoolClient): void {
  const { release } = client;
  // Whoever has it may never give it back: drizzle forgets a connection whose BEGIN failed.
  client.release = () => undefined;
  cut(client);
  release(true);
}

/** Breaks a connection without waiting for its statements: what is under way on it rejects. */
export function cut(client: PoolClient): void {
  (client as unknown as { connection: Client['connection'] }).connection.stream.destroy();
}

function settings(limits: Limits | null): [name: string, value: string | number][] {
  return Object.entries({
    ...FORMAT,
    ...(limits === null
      ? {}
      : { lock_timeout: limits.lockMilliseconds, statement_timeout: limits.statementMilliseconds }),
  });
}

/**
 * Has every statement of a client run in a transaction that begins with `begin`: those of the caller's own transaction in
 * that, any other in one of its own. Its three messages leave at once, and the caller hears of it after the commit.
 */
function scopeToTransactions(client: PoolClient, begin: string): void {
  const send = client.query.bind(client) as AsItCame;
  let isInTransaction = false;

  const alone = (statement: unknown, values: unknown, answer: (error: unknown, result?: unknown) => void) => {
    let failure: unknown = null;
    let answered: unknown;
    const note = (error: unknown, result: unknown) => {
      failure ??= error;
      answered = result;
    };
    send(begin, note);
    send(statement, values, note);
    send('COMMIT', (error: unknown) => {
      failure ??= error;
      if (failure) answer(failure);
      else answer(null, answered);
    });
  };

  client.query = ((statement: string | { text: string }, values?: unknown, callback?: unknown) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    const command = /^\s*(\w+)\b(?:\s+to\b)?/i.exec(text)?.[0].trim().toLowerCase();
    if (command === 'begin') {
      isInTransaction = true;
      // What else the caller's BEGIN says, such as its isolation level, comes before the settings.
      const [, ...rest] = begin.split(';');
      return send([text, ...rest].join(';'), ...(typeof callback === 'function' ? [callback] : []));
    }
    if (isInTransaction) {
      if (command === 'commit' || command === 'rollback') isInTransaction = false;
      return send(statement, values, callback);
    }
    const params = typeof values === 'function' ? undefined : values;
    const answer = typeof values === 'function' ? values : callback;
    if (typeof answer === 'function') return alone(statement, params, answer as never);
    return new Promise((resolve, reject) => {
      alone(statement, params, (error, result) => (error ? reject(error) : resolve(result)));
    });
  }) as AsItCame as PoolClient['query'];
}
