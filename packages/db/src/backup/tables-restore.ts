import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { sessionConfig } from '../core/limits.ts';
import { type MigrationClient, migrate } from '../migrate.ts';
import type { ReadFile } from './files.ts';
import { countMigrations, readSchemaVersion, type SchemaVersion } from './schema-version.ts';
import { listTables } from './table-list.ts';
import { CONTENT_FILE, PLAIN_TEXT, type TablesContent } from './tables-backup.ts';

/** The target is not one that a backup may be restored into; the message says why. */
export class RestoreRefusedError extends Error {
  override readonly name = 'RestoreRefusedError';
}

/** Rows in one of these are somebody's work; the others have rows of every new database. */
const WORK = [
  'affiliates',
  'aff_clicks',
  'aff_attributions',
  'inventory_products',
  'inventory_events',
  'auth_users',
  'api_keys',
  'audit_log',
];

/** The schema of the queue; its tables depend on each other, and go together. */
const QUEUE_TABLES = ['pgboss.job', 'pgboss.schedule', 'pgboss.subscription', 'pgboss.queue'];

export interface RestoreTablesOptions {
  /** Of the role that owns the tables, at the server itself. */
  connectionString: string;
  read: ReadFile;
  schema: SchemaVersion;
  /** Replaces what is in the database. */
  replaces: boolean;
  alsoMake: (client: MigrationClient) => Promise<void>;
  onWarning: (line: string) => void;
}

/** Throws {@link RestoreRefusedError} where a backup of this schema cannot be restored now. Changes nothing. */
async function checkTarget(
  options: Pick<RestoreTablesOptions, 'connectionString' | 'schema' | 'replaces'>,
): Promise<void> {
  await connectedForRestore(options.connectionString, (client) => refuse(client, options));
}

/**
 * Makes the schema that the backup is of and fills it, in one transaction: what fails or is killed leaves an empty
 * database. Returns the number of rows.
 */
export async function restoreTables(options: RestoreTablesOptions): Promise<number> {
  const { connectionString, schema, read, alsoMake, onWarning } = options;
  const content = await readContent(read);
  await checkTarget(options);
  const upTo = (await countMigrations(schema)) ?? 0;
  await migrate({ connectionString, upTo, alsoMake });
  return connectedForRestore(connectionString, async (client) => {
    await refuse(client, options);
    await client.query(PLAIN_TEXT);
    await client.query('BEGIN');
    // Whatever goes wrong, the connection ends, and nothing is left.
    const rows = await fill(client, content, read, onWarning);
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return rows;
  });
}

async function refuse(
  client: pg.Client,
  { schema, replaces }: Pick<RestoreTablesOptions, 'schema' | 'replaces'>,
): Promise<void> {
  await refuseUse(client);
  const present = await readSchemaVersion(client);
  if (present === null) return;
  const newer = present.applied.filter((when) => !schema.applied.includes(when)).length;
  if (newer > 0) {
    throw new RestoreRefusedError(
      `the target database has ${newer} migrations that the backup was made without: restore into a new database`,
    );
  }
  if (replaces) return;
  const full = await findWork(client);
  if (full.length === 0) return;
  throw new RestoreRefusedError(
    `the target database is not empty (rows in ${full.join(', ')}): restore into a new database, or add --replace to lose what is in it`,
  );
}

/** Throws {@link RestoreRefusedError} while others are connected. */
export async function refuseUse(client: pg.Client): Promise<void> {
  const { rows: others } = await client.query<{ who: string }>(
    `SELECT format('%s (%s)', pid, coalesce(nullif(application_name, ''), usename)) AS who FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
       AND application_name <> 'dreamteamhub-embedded'
       AND coalesce(backend_type, 'client backend') = 'client backend'`,
  );
  if (others.length > 0) {
    throw new RestoreRefusedError(
      `the target database is in use: stop every process of the hub, and end other sessions: ${others.map(({ who }) => who).join(', ')}`,
    );
  }
}

async function findWork(client: pg.Client): Promise<string[]> {
  const full: string[] = [];
  for (const table of WORK) {
    const { rows } = await client.query<{ oid: string | null }>(`SELECT to_regclass($1) AS oid`, [
      `public.${table}`,
    ]);
    if (rows[0]?.oid == null) continue;
    const { rowCount } = await client.query(`SELECT FROM public.${table} LIMIT 1`);
    if (rowCount === 1) full.push(table);
  }
  return full;
}

async function readContent(read: ReadFile): Promise<TablesContent> {
  const parts: Buffer[] = [];
  for await (const part of read(CONTENT_FILE)) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as TablesContent;
}

async function fill(
  client: pg.Client,
  { tables, sequences, partitions }: TablesContent,
  read: ReadFile,
  onWarning: (line: string) => void,
): Promise<number> {
  const targets = await listTables(client);
  const own = targets.filter(({ name }) => !QUEUE_TABLES.includes(name)).map(({ name }) => name);
  for (const name of own) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  await client.query(`TRUNCATE ${[...own, ...QUEUE_TABLES].join(', ')}`);
  for (const { parent, keyColumn, month } of partitions) {
    await client.query('SELECT hub_ensure_partition($1, $2, $3)', [parent, keyColumn, month]);
  }
  let total = 0;
  for (const table of tables) {
    const target = targets.find(({ name }) => name === table.name);
    const lacking = table.columns.filter((column) => !target?.columns.includes(column));
    if (target !== undefined && lacking.length === 0) total += await load(client, table, read);
    else if (QUEUE_TABLES.includes(table.name))
      onWarning(`${table.rows} rows of ${table.name} are left out: its schema is another`);
    else throw new Error(`${table.name} lacks ${lacking.join(', ') || 'its place'} in the target database`);
  }
  for (const { name, value } of sequences) {
    await client.query('SELECT setval($1::regclass, $2::bigint)', [name, value]);
  }
  for (const name of own) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
  return total;
}

async function load(
  client: pg.Client,
  { name, columns, file, rows }: TablesContent['tables'][number],
  read: ReadFile,
): Promise<number> {
  const target = client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`));
  // A connection that breaks later than what is read is no news.
  target.on('error', () => undefined);
  await pipeline(read(file), target);
  if (target.rowCount !== rows) {
    throw new Error(`${name} got ${target.rowCount} rows, and the backup has ${rows}`);
  }
  return rows;
}

/** Runs work on a connection of its own, which ends with it. */
export async function connectedForRestore<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    ...sessionConfig(url, null),
    application_name: 'dreamteamhub-restore',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } catch (error) {
    // In the middle of a COPY, it would wait for an answer that does not come.
    client.connection.stream.destroy();
    throw error;
  } finally {
    await client.end();
  }
}
