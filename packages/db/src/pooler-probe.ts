import { randomBytes, randomInt } from 'node:crypto';
import { Client } from 'pg';
import { sessionConfig } from './core/limits.ts';

/** What stands between a caller and PostgreSQL does to sessions. */
export interface PoolerFinding {
  /**
   * `own`: a connection has its session for itself. `shared`: it gets one for a transaction, as from a pooler in
   * transaction mode. `statement`: it gets one for a statement, so that there are no transactions.
   */
  sessions: 'own' | 'shared' | 'statement';
  /** What the hub cannot do without and does not get there, in words; null: nothing. */
  fault: string | null;
}

const APPLICATION_NAME = 'dreamteamhub-start';
const ANSWER_MILLISECONDS = 5_000;
/** How often connections look whether they got another's session. One that is shared shows at the first look, mostly. */
const LOOKS = 3;
/** How often they use a prepared statement. */
const STATEMENTS = 12;

/**
 * Finds out whether the connections of an address have sessions of their own. A pooler cannot be asked: its version is on a
 * console of its own. So several connections compare their sessions while others are at work, and try what the hub relies
 * on. Rejects when the database cannot be reached.
 */
export async function probePooler(connectionString: string): Promise<PoolerFinding> {
  return withClients({ connectionString }, async (clients) => {
    try {
      if (!(await shareSessions(clients))) {
        return { sessions: 'own', fault: await settingsFault(connectionString) };
      }
      return { sessions: 'shared', fault: await statementFault(clients) };
    } catch (error) {
      if (!/statement pooling/i.test(messageOf(error))) throw error;
      return { sessions: 'statement', fault: 'it has no transactions (statement mode)' };
    }
  });
}

/** Whether two addresses lead to the same database: a lock that is taken at one is seen at the other. */
export async function isSameDatabase(one: string, other: string): Promise<boolean> {
  const key = randomInt(2 ** 31);
  return withClients({ connectionString: one, count: 1 }, ([holder]) =>
    withClients({ connectionString: other, count: 1 }, async ([seeker]) => {
      await holder?.query('BEGIN');
      await holder?.query('SELECT pg_advisory_xact_lock($1)', [key]);
      const found = await seeker?.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [key],
      );
      await holder?.query('ROLLBACK');
      return found?.rowCount === 1;
    }),
  );
}

/** Two connections with one session at the same time, or one with two in turn, prove a pooler. */
async function shareSessions(clients: readonly Client[]): Promise<boolean> {
  const owners = new Map<number, Client>();
  const sessions = new Map<Client, number>();
  const isShared = (client: Client, pid: number) => {
    const owner = owners.get(pid) ?? client;
    const own = sessions.get(client) ?? pid;
    owners.set(pid, client);
    sessions.set(client, pid);
    return owner !== client || own !== pid;
  };
  // Twice each, so that a pooler that hands out sessions in turn cannot give everyone the same again.
  for (const client of clients) {
    if (isShared(client, await pidOf(client)) || isShared(client, await pidOf(client))) return true;
  }
  // While the others keep theirs busy, a pooler has to hand out new ones, and then has them to choose from.
  for (let look = 0; look < LOOKS; look++) {
    const pids = await Promise.all(
      clients.map(async (client) => {
        await client.query('BEGIN');
        const pid = await pidOf(client);
        await client.query('COMMIT');
        return pid;
      }),
    );
    for (const [place, client] of clients.entries()) {
      if (isShared(client, pids[place] ?? 0) || isShared(client, await pidOf(client))) return true;
    }
  }
  return false;
}

/**
 * Each connection prepares another statement under one name, as hubs of two versions would. A pooler that does not keep
 * them apart mixes them up, or loses them.
 */
async function statementFault(clients: readonly Client[]): Promise<string | null> {
  // Where there are no transactions at all, this says so.
  await clients[0]?.query('BEGIN');
  await clients[0]?.query('COMMIT');
  const name = `hub_probe_${randomBytes(6).toString('hex')}`;
  for (let round = 0; round < STATEMENTS; round++) {
    const answers = await Promise.allSettled(
      clients.map(async (client, place) => {
        const text = `SELECT $1::integer + ${place} AS sum`;
        const { rows } = await client.query<{ sum: number }>({ name, text, values: [0] });
        return rows[0]?.sum === place;
      }),
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        return `it mixes up prepared statements (${messageOf(answer.reason)})`;
      }
      if (!answer.value) return 'it mixes up prepared statements (one answered for another)';
    }
  }
  return null;
}

/** A pooler may drop startup parameters without a word, and with them every time limit. */
async function settingsFault(connectionString: string): Promise<string | null> {
  const limits = { waitMilliseconds: 0, lockMilliseconds: 1_234, statementMilliseconds: 4_321 };
  const config = { ...sessionConfig(connectionString, limits), count: 1 };
  try {
    return await withClients(config, async ([client]) => {
      const answer = await client?.query('SHOW statement_timeout');
      return answer?.rows[0]?.statement_timeout === '4321ms'
        ? null
        : 'it drops the startup parameter "options"';
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== '08P01') throw error;
    return `it refuses the startup parameter "options" (${messageOf(error)})`;
  }
}

async function pidOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

async function withClients<Result>(
  { count = 3, ...config }: { connectionString: string; options?: string; count?: number },
  work: (clients: readonly Client[]) => Promise<Result>,
): Promise<Result> {
  const clients = Array.from({ length: count }, () => {
    const client = new Client({
      ...config,
      application_name: APPLICATION_NAME,
      connectionTimeoutMillis: ANSWER_MILLISECONDS,
      query_timeout: ANSWER_MILLISECONDS,
    });
    client.on('error', () => undefined);
    return client;
  });
  try {
    for (const client of clients) await client.connect();
    return await work(clients);
  } finally {
    // Not waited for: one whose database is silent would not answer.
    for (const client of clients) client.end().catch(() => undefined);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
