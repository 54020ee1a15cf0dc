import pg from 'pg';
import { sessionConfig } from '../core/limits.ts';
import { readSchemaVersion, type SchemaVersion } from './schema-version.ts';

/** "DTH" in ASCII, then the role: one backup of a database at a time. */
const BACKUP_LOCK = '4478024, 4';

const APPLICATION_NAME = 'dreamteamhub-backup';

/** A backup cannot be made now; the message says why. */
export class BackupRefusedError extends Error {
  override readonly name = 'BackupRefusedError';
}

/** What a backup is of. */
export interface BackupSource {
  /** The same for all backups of a database, and another one for those of others. */
  id: string;
  database: string;
  /** As PostgreSQL counts: 180004. */
  serverVersion: number;
  sizeBytes: number;
}

export interface BackupSession {
  readonly client: pg.Client;
  readonly source: BackupSource;
  /** As it is now: migrations may run meanwhile. */
  readSchema(): Promise<SchemaVersion>;
  close(): Promise<void>;
}

/**
 * Opens the session of one backup, which ends with its process. Throws {@link BackupRefusedError} while another backup of
 * this database runs, anywhere. The address must lead to a session of its own, not to a pooler.
 */
export async function openBackupSession(url: string): Promise<BackupSession> {
  const client = new pg.Client({
    ...sessionConfig(url, null),
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await lock(client);
    const readSchema = async () => {
      const schema = await readSchemaVersion(client);
      if (schema === null)
        throw new BackupRefusedError('this database has no tables of the hub: there is nothing to back up');
      return schema;
    };
    await readSchema();
    return { client, source: await readSource(client), readSchema, close: () => client.end() };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function lock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ is_mine: boolean }>(
    `SELECT pg_try_advisory_lock(${BACKUP_LOCK}) AS is_mine`,
  );
  if (rows[0]?.is_mine) return;
  const { rows: others } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid, objid) = (${BACKUP_LOCK})
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const who = others[0] === undefined ? '' : ` (process ${others[0].pid} of PostgreSQL)`;
  throw new BackupRefusedError(`another backup of this database is running${who}: wait for it`);
}

async function readSource(client: pg.Client): Promise<BackupSource> {
  const { rows } = await client.query<BackupSource>(
    `SELECT system_identifier || '-' || pg_database.oid AS id, datname AS database,
            current_setting('server_version_num')::integer AS "serverVersion",
            pg_database_size(pg_database.oid)::float8 AS "sizeBytes"
     FROM pg_control_system(), pg_database WHERE datname = current_database()`,
  );
  if (rows[0] === undefined) throw new Error('the database did not say what it is');
  return rows[0];
}
