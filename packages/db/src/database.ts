import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { drizzle, type NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import { type Limits, limitLoans, limitTransactions, sessionConfig } from './core/limits.ts';
import { WatchedPool } from './core/watched-pool.ts';
import * as schema from './schema.ts';

export type Database = NodePgDatabase<typeof schema> & { $client: Pool };

export type Transaction = PgTransaction<
  NodePgQueryResultHKT,
  typeof schema,
  ExtractTablesWithRelations<typeof schema>
>;

/** Where a DAO runs its statements: the pool, or the transaction it takes part in. */
export type Executor = Database | Transaction;

export interface DatabaseConnection {
  readonly db: Database;
  readonly pool: WatchedPool;
  close(): Promise<void>;
}

export interface ConnectOptions {
  connectionString: string;
  /** Whether that address leads to a pooler in transaction mode, so that nothing may be left in a session. */
  isPooled?: boolean;
  /** Most connections; default 10. */
  maxConnections?: number;
  /** Unset: none. */
  limits?: Limits;
  /** After this time a statement outside a transaction rejects and its connection is given up; unset: never. */
  answerTimeoutMilliseconds?: number;
  /** Connections send a statement before the one before it is answered; for `Pipeline`. */
  isPipelined?: boolean;
  /** Called for connections that break while idle, as they do when the database restarts. */
  onError?: (error: Error) => void;
}

/** Longest wait for a connection, where no limits say so. */
const WAIT_MILLISECONDS = 5_000;

/** A connection's memory at the server grows with what it was used for, and poolers and balancers want to move on. */
const LIFETIME_SECONDS = 3_600;

/** Opens a pool. Nothing is sent before the first statement. */
export function connectDatabase(options: ConnectOptions): DatabaseConnection {
  const { isPooled = false, limits = null } = options;
  const pool = new WatchedPool({
    ...(isPooled
      ? { connectionString: options.connectionString }
      : sessionConfig(options.connectionString, limits)),
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: limits?.waitMilliseconds ?? WAIT_MILLISECONDS,
    keepAlive: true,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    pipeline: isPooled || (options.isPipelined ?? false),
    ...(options.answerTimeoutMilliseconds === undefined
      ? {}
      : { query_timeout: options.answerTimeoutMilliseconds }),
  });
  if (isPooled) limitTransactions(pool, limits);
  if (limits?.connectionMilliseconds !== undefined) limitLoans(pool, limits.connectionMilliseconds);
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on('error', options.onError ?? (() => undefined));
  return { db: drizzle<typeof schema, Pool>(pool, { schema }), pool, close: () => pool.end() };
}
