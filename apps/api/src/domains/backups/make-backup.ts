import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BackupSession,
  canDump,
  openBackupSession,
  type WriteFile,
  writeBaseBackup,
  writeDump,
  writeTables,
} from '@dreamteamhub/db/backup';
import { sealStream } from '../../platform/sealed-stream.ts';
import { StartError } from '../../platform/start-error.ts';
import { copySpool } from '../tracking/spool-copy-service.ts';
import { createKeys, type Manifest, SCRYPT, SEALED_FILE, writeManifest } from './backup-format.ts';
import { BackupWriter, type ReadFreeBytes } from './backup-writer.ts';
import type { SealedItem } from './sealed-items.ts';

/** What to back up and where to; can be passed to a thread. */
export interface BackupOrder {
  /** The folder that backups are made in. */
  folder: string;
  passphrase: string;
  /** Leads to a session of its own, as a role that may read every table. */
  databaseUrl: string;
  /** Of a role that may replicate; null where the database is not the hub's own. */
  replicationUrl: string | null;
  /** Tables as text, which any PostgreSQL takes, whatever else there is. */
  isLogical: boolean;
  /** Path of the program, where there is one. */
  pgDump: string | null;
  dataDir: string;
  secrets: { name: 'auth-secret' | 'encryption-key'; text: string }[];
}

export interface MadeBackup {
  path: string;
  createdAt: string;
  bytes: number;
  databaseBytes: number;
  seconds: number;
  /** What is in it, for people. */
  content: string;
}

/**
 * Makes a backup while the hub keeps working. Whatever was acknowledged before it began is in it. Throws
 * `BackupRefusedError` while another one runs, and {@link StartError} with what a person can do about it.
 */
export async function makeBackup(
  order: BackupOrder,
  options: {
    onWait?: ((line: string) => void) | undefined;
    signal?: AbortSignal | undefined;
    readFreeBytes?: ReadFreeBytes | undefined;
    /** Unset in production: tests have no time for a passphrase that is hard to guess. */
    scryptCost?: typeof SCRYPT | undefined;
  } = {},
): Promise<MadeBackup> {
  const { signal, readFreeBytes, onWait = () => undefined } = options;
  refuseInside(order);
  const session = await openBackupSession(order.databaseUrl);
  try {
    const createdAt = new Date();
    const keys = await createKeys(order.passphrase, options.scryptCost ?? SCRYPT);
    const writer = await BackupWriter.open({
      folder: order.folder,
      owner: session.source.id,
      signal,
      readFreeBytes,
    });
    try {
      // First of all: a click that leaves the spool from now on is in the database by the end of its copy.
      await writer.write(SEALED_FILE, sealStream(sealedItems(order), keys.seal));
      const database = await copyDatabase(session, order, { write: writer.write, onWait, signal });
      const manifest: Manifest = {
        format: 1,
        ...database,
        createdAt: createdAt.toISOString(),
        finishedAt: new Date().toISOString(),
        database: session.source,
        files: [...writer.files],
        passphrase: keys.passphrase,
      };
      const path = await writer.finish(writeManifest(manifest, keys), createdAt);
      return {
        path,
        createdAt: manifest.createdAt,
        bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
        databaseBytes: session.source.sizeBytes,
        seconds: (Date.now() - createdAt.getTime()) / 1_000,
        content: database.content,
      };
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await session.close().catch(() => undefined);
  }
}

async function copyDatabase(
  session: BackupSession,
  { databaseUrl, isLogical, pgDump, replicationUrl }: BackupOrder,
  options: { write: WriteFile; onWait: (line: string) => void; signal: AbortSignal | undefined },
): Promise<Pick<Manifest, 'kind' | 'migrations' | 'content'>> {
  if (replicationUrl !== null && !isLogical) {
    const { files, startLsn, endLsn } = await writeBaseBackup({ url: replicationUrl, ...options });
    // Not before: a migration may have ended meanwhile, and then it is in the copy.
    const migrations = await session.readSchema();
    return { kind: 'cluster', migrations, content: `${files} files, log ${startLsn} to ${endLsn}` };
  }
  if (!isLogical && pgDump !== null && (await canDump(session, pgDump))) {
    const { schema, rows } = await writeDump(session, { pgDump, url: databaseUrl, ...options });
    return { kind: 'dump', migrations: schema, content: `pg_dump, ${rows} rows of the hub's tables` };
  }
  const { schema, tables, rows } = await writeTables(session, options);
  return { kind: 'tables', migrations: schema, content: `${tables} tables, ${rows} rows` };
}

/** Those who back up the folder of the database into itself would have every backup in the next one. */
function refuseInside({ folder, dataDir }: BackupOrder): void {
  const database = join(dataDir, 'postgres');
  if (folder !== database && !folder.startsWith(`${database}/`)) return;
  throw new StartError(`${folder} is inside the database: choose another folder for backups`);
}

async function* sealedItems(order: BackupOrder): AsyncGenerator<Buffer> {
  for (const { name, text } of order.secrets) yield lineOf({ kind: 'secret', name, text });
  if (order.replicationUrl !== null && !order.isLogical) {
    const text = (await readFile(join(order.dataDir, 'postgres', 'hub-password'), 'utf8')).trim();
    yield lineOf({ kind: 'secret', name: 'database-password', text });
  }
  for await (const { name, text } of copySpool(order.dataDir)) yield lineOf({ kind: 'spool', name, text });
}

const lineOf = (item: SealedItem) => Buffer.from(`${JSON.stringify(item)}\n`);
