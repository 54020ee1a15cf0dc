import { Readable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { underMigrationLock } from '../migration-lock.ts';
import { partitioned } from '../upkeep/partitions.ts';
import type { BackupSession } from './backup-session.ts';
import type { WriteFile } from './files.ts';
import type { SchemaVersion } from './schema-version.ts';
import { listTables, type TableToCopy } from './table-list.ts';

export const CONTENT_FILE = 'tables.json';

/** What a logical backup has, besides the rows. */
export interface TablesContent {
  tables: { name: string; columns: string[]; file: string; rows: number }[];
  /** Sequences with the last value that each gave, of the tables above. */
  sequences: { name: string; value: string }[];
  /** Months of partitioned tables, each with its first day. */
  partitions: { parent: string; keyColumn: string; month: string }[];
}

/** Text that reads the same on every server, whatever its settings. */
export const PLAIN_TEXT = `SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 3;
  SET client_encoding = 'UTF8'; SET bytea_output = 'hex'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`;

/**
 * Copies every table as of one moment, while the hub keeps working: a file of COPY's text for each, and their list. A
 * running migration is waited for, and those that follow wait at the tables until this is done.
 */
export async function writeTables(
  session: BackupSession,
  options: { write: WriteFile; onWait: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<{ schema: SchemaVersion; tables: number; rows: number }> {
  const { client } = session;
  const { write, onWait, signal } = options;
  // The connection is of no more use then: PostgreSQL goes on sending what nobody reads.
  const abort = () => void client.connection.stream.destroy();
  signal?.addEventListener('abort', abort);
  try {
    await client.query(PLAIN_TEXT);
    const tables = await beginSnapshot(session, { onWait, signal });
    const schema = await session.readSchema();
    const copied: TablesContent['tables'] = [];
    for (const table of tables) {
      signal?.throwIfAborted();
      copied.push(await copy(client, table, write));
    }
    const content: TablesContent = {
      tables: copied,
      sequences: await readSequences(client),
      partitions: await readPartitions(client),
    };
    await client.query('COMMIT');
    await write(CONTENT_FILE, Readable.from([Buffer.from(JSON.stringify(content, null, 1))]));
    return { schema, tables: copied.length, rows: copied.reduce((sum, { rows }) => sum + rows, 0) };
  } catch (error) {
    abort();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Begins to read as of one moment, which is before or after every migration, and not in one. Returns the tables. */
export async function beginSnapshot(
  { client, readSchema }: BackupSession,
  waiting: { onWait: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<TableToCopy[]> {
  let tables: TableToCopy[] = [];
  await underMigrationLock(client, waiting, async () => {
    tables = await listTables(client);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Before the first query, which is the moment.
    await client.query(`LOCK TABLE ${tables.map(({ name }) => name).join(', ')} IN ACCESS SHARE MODE`);
    await readSchema();
  });
  return tables;
}

async function copy(client: pg.Client, { name, columns, where }: TableToCopy, write: WriteFile) {
  const file = `${name}.copy.zst`;
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  const rows = client.query(copyTo(`COPY (SELECT ${columns.join(', ')} FROM ${name}${condition}) TO STDOUT`));
  // A connection that breaks later than its reader is no news.
  rows.on('error', () => undefined);
  await write(file, rows);
  return { name, columns, file, rows: rows.rowCount };
}

async function readSequences(client: pg.Client): Promise<TablesContent['sequences']> {
  // Past the snapshot: a number that was given since is given to nobody else.
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS value
     FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL`,
  );
  return rows;
}

async function readPartitions(client: pg.Client): Promise<TablesContent['partitions']> {
  const { rows } = await client.query<TablesContent['partitions'][number]>(
    `SELECT parent, key_column AS "keyColumn", replace(substring(relname FROM '_([0-9]{4}_[0-9]{2})$'), '_', '-') || '-01' AS month
     FROM unnest($1::text[], $2::text[]) AS listed (parent, key_column)
     JOIN pg_inherits ON inhparent = ('public.' || quote_ident(parent))::regclass JOIN pg_class ON pg_class.oid = inhrelid
     WHERE relname ~ '_[0-9]{4}_[0-9]{2}$' ORDER BY 1, 3`,
    [partitioned.map(({ parent }) => parent), partitioned.map(({ keyColumn }) => keyColumn)],
  );
  return rows;
}
