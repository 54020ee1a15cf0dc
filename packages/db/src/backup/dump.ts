import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupSession } from './backup-session.ts';
import type { ReadFile, WriteFile } from './files.ts';
import { findTool, majorOf, runTool } from './pg-tools.ts';
import type { SchemaVersion } from './schema-version.ts';
import { beginSnapshot } from './tables-backup.ts';
import { connectedForRestore, RestoreRefusedError, refuseUse } from './tables-restore.ts';

const DUMP_FILE = 'database.dump.zst';
const COUNTS_FILE = 'rows.json';

interface RowCounts {
  /** Of pg_dump. */
  major: number;
  tables: { name: string; where?: string; rows: string }[];
}

/**
 * Whether a pg_dump is as new as the server, and may read everything: the hub's own role cannot read what only the owner of
 * the tables may.
 */
export async function canDump({ client, source }: BackupSession, pgDump: string): Promise<boolean> {
  const major = await majorOf(pgDump);
  if (major === null || major < Math.floor(source.serverVersion / 10_000)) return false;
  const { rows } = await client.query<{ owns: boolean }>(
    `SELECT pg_has_role(relowner, 'USAGE') AS owns FROM pg_class WHERE oid = 'public.affiliates'::regclass`,
  );
  return rows[0]?.owns ?? false;
}

/** Dumps the whole database with pg_dump, and counts the rows of the hub's tables, as of one moment. */
export async function writeDump(
  session: BackupSession,
  options: {
    /** Path of the program. */
    pgDump: string;
    url: string;
    write: WriteFile;
    onWait: (line: string) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<{ schema: SchemaVersion; rows: number }> {
  const { client } = session;
  const { pgDump, url, write, onWait, signal } = options;
  const tables = await beginSnapshot(session, { onWait, signal });
  const schema = await session.readSchema();
  const { rows: snapshots } = await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
  const dump = [
    '--format=custom',
    '--compress=0',
    '--no-owner',
    '--no-privileges',
    `--snapshot=${snapshots[0]?.id}`,
  ];
  const { child, ended } = runTool(pgDump, dump, { url, signal });
  try {
    child.stdin.end();
    await write(DUMP_FILE, untilEnded(child.stdout, ended));
  } finally {
    child.kill();
  }
  const counts: RowCounts = { major: (await majorOf(pgDump)) ?? 0, tables: [] };
  for (const { name, where } of tables) {
    signal?.throwIfAborted();
    const counted = where === undefined ? { name } : { name, where };
    counts.tables.push({ ...counted, rows: await countRows(client, counted) });
  }
  await client.query('COMMIT');
  await write(COUNTS_FILE, Readable.from([Buffer.from(JSON.stringify(counts, null, 1))]));
  return { schema, rows: counts.tables.reduce((sum, { rows }) => sum + Number(rows), 0) };
}

/** The output of a process, which counts only once the process has ended well. */
async function* untilEnded(output: Readable, ended: Promise<void>): AsyncGenerator<Uint8Array> {
  for await (const chunk of output) yield chunk as Uint8Array;
  await ended;
}

/**
 * Restores a dump into a database that has nothing of the hub, in one transaction. Throws {@link RestoreRefusedError}, also
 * where there is no pg_restore that can read it. Returns the number of rows.
 */
export async function restoreDump(options: { connectionString: string; read: ReadFile }): Promise<number> {
  const { connectionString, read } = options;
  const counts = await readCounts(read);
  await checkDumpTarget(connectionString);
  const path = await findTool('pg_restore');
  const major = path === null ? null : await majorOf(path);
  if (path === null || major === null || major < counts.major) {
    throw new RestoreRefusedError(
      `pg_restore ${counts.major} or newer has to be on the PATH: this backup is a dump (one made with --logical needs none)`,
    );
  }
  const restore = ['--exit-on-error', '--single-transaction', '--no-owner', '--no-privileges'];
  const database = decodeURIComponent(new URL(connectionString).pathname.slice(1));
  const { child, ended } = runTool(path, [...restore, `--dbname=${database}`], {
    url: connectionString,
  });
  // Its own words say more than a pipe that broke.
  await pipeline(read(DUMP_FILE), child.stdin).catch(async (error: unknown) => {
    child.kill();
    await ended;
    throw error;
  });
  await ended;
  return connectedForRestore(connectionString, async (client) => {
    for (const { name, where, rows } of counts.tables) {
      const found = await countRows(client, where === undefined ? { name } : { name, where });
      if (found !== rows) throw new Error(`${name} has ${found} rows now, and the backup has ${rows}`);
    }
    await client.query('ANALYZE');
    return counts.tables.reduce((sum, { rows }) => sum + Number(rows), 0);
  });
}

/** Throws {@link RestoreRefusedError} unless the database has nothing of the hub in it, and nobody. */
async function checkDumpTarget(connectionString: string): Promise<void> {
  await connectedForRestore(connectionString, async (client) => {
    await refuseUse(client);
    const { rowCount } = await client.query(
      `SELECT FROM pg_class WHERE relnamespace IN (to_regnamespace('public'), to_regnamespace('drizzle'), to_regnamespace('pgboss')) LIMIT 1`,
    );
    if (rowCount === 0) return;
    throw new RestoreRefusedError(
      'the target database has tables: this backup is a dump, and needs a new database',
    );
  });
}

async function countRows(
  client: Pick<BackupSession['client'], 'query'>,
  { name, where }: { name: string; where?: string },
): Promise<string> {
  const { rows } = await client.query<{ total: string }>(
    `SELECT count(*) AS total FROM ${name}${where === undefined ? '' : ` WHERE ${where}`}`,
  );
  return rows[0]?.total ?? '0';
}

async function readCounts(read: ReadFile): Promise<RowCounts> {
  const parts: Buffer[] = [];
  for await (const part of read(COUNTS_FILE)) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as RowCounts;
}
