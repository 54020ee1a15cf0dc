import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { drizzle, type NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
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
  /** Most connections; default 10. */
  maxConnections?: number;
  /** After this time the server cancels a statement; unset: never. */
  statementTimeoutMilliseconds?: number;
  /** After this time a statement outside a transaction rejects and its connection is given up; unset: never. */
  answerTimeoutMilliseconds?: number;
  /** Connections send a statement before the one before it is answered; for `Pipeline`. */
  isPipelined?: boolean;
  /** Called for connections that break while idle, as they do when the database restarts. */
  onError?: (error: Error) => void;
}

/** Opens a pool. Nothing is sent before the first statement. */
export function connectDatabase(options: ConnectOptions): DatabaseConnection {
  const pool = new WatchedPool({
    connectionString: options.connectionString,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    pipeline: options.isPipelined ?? false,
    ...(options.statementTimeoutMilliseconds === undefined
      ? {}
      : { statement_timeout: options.statementTimeoutMilliseconds }),
    ...(options.answerTimeoutMilliseconds === undefined
      ? {}
      : { query_timeout: options.answerTimeoutMilliseconds }),
    // A day ends at midnight UTC for every caller, and a timestamp prints the same everywhere.
    options: '-c timezone=UTC',
  });
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on('error', options.onError ?? (() => undefined));
  return { db: drizzle<typeof schema, Pool>(pool, { schema }), pool, close: () => pool.end() };
}
