import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { extract, pack } from 'tar-stream';
import { BaseBackupQuery } from './base-backup-query.ts';
import { ChecksumStream } from './checksum.ts';
import type { WriteFile } from './files.ts';
import { compareFiles, type ManifestFile, readManifest } from './postgres-manifest.ts';

export const ARCHIVE_FILE = 'database.tar.zst';
export const MANIFEST_FILE = 'database-manifest.json';

/** Keeps the log that the backup needs, however slow the backup is; it ends with the connection. */
const SLOT = (name: string) => `CREATE_REPLICATION_SLOT ${name} TEMPORARY PHYSICAL (RESERVE_WAL)`;

/** The superuser's password travels sealed, with the other secrets; logs of the server are of no use elsewhere. */
export const isLeftOut = (path: string) =>
  path === 'hub-password' || /^hub-server\.log(?:\.\d+)?$/.test(path);

export interface BaseBackup {
  startLsn: string;
  endLsn: string;
  /** Files in the archive. */
  files: number;
}

/**
 * Copies the whole cluster while it is in use, with the log that makes it consistent, and compares every file with
 * PostgreSQL's own list. `url` is that of a role that may replicate, at the server itself.
 */
export async function writeBaseBackup(options: {
  url: string;
  write: WriteFile;
  signal?: AbortSignal | undefined;
}): Promise<BaseBackup> {
  const { url, write, signal } = options;
  signal?.throwIfAborted();
  const client = new pg.Client({
    connectionString: url,
    // A type of pg knows no such option: https://www.postgresql.org/docs/18/protocol-replication.html
    ...({ replication: 'database' } as object),
    application_name: 'dreamteamhub-backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  const query = new BaseBackupQuery('dreamteamhub');
  // Also where the server falls silent: destroying the stream ends every wait for it.
  const abort = () => query.handleError(signal?.reason as Error);
  signal?.addEventListener('abort', abort);
  try {
    await client.query(SLOT(`hub_backup_${randomBytes(6).toString('hex')}`));
    client.once('end', () => query.handleError(new Error('the connection to the database broke')));
    client.query(query);
    const found = new Map<string, ManifestFile>();
    await write(ARCHIVE_FILE, repack(query.archive, found));
    const { startLsn, endLsn, manifest } = await query.ended;
    compareFiles(readManifest(manifest), found, isLeftOut);
    await write(MANIFEST_FILE, Readable.from([manifest]));
    return { startLsn, endLsn, files: found.size };
  } catch (error) {
    query.handleError(error as Error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    await client.end().catch(() => undefined);
  }
}

/** The same archive without what is left out; notes what each file is. */
async function* repack(archive: Readable, found: Map<string, ManifestFile>): AsyncIterable<Uint8Array> {
  const from = extract();
  const to = pack();
  const reading = pipeline(archive, from);
  const moving = moveEntries(from, to, found).then(
    () => to.finalize(),
    (error: Error) => {
      to.destroy(error);
      throw error;
    },
  );
  // Both are awaited at the end; meanwhile a failure ends the loop below.
  reading.catch((error: Error) => to.destroy(error));
  moving.catch((error: Error) => archive.destroy(error));
  try {
    yield* to as AsyncIterable<Uint8Array>;
  } finally {
    archive.destroy();
  }
  await Promise.all([reading, moving]);
}

async function moveEntries(
  from: ReturnType<typeof extract>,
  to: ReturnType<typeof pack>,
  found: Map<string, ManifestFile>,
): Promise<void> {
  for await (const entry of from) {
    const { header } = entry;
    const path = header.name.replace(/^\.\//, '');
    if (header.type !== 'file' || isLeftOut(path)) {
      if (header.type === 'directory') to.entry(header);
      entry.resume();
      continue;
    }
    const checksum = new ChecksumStream();
    await pipeline(entry, checksum, to.entry(header));
    found.set(path, { size: checksum.bytes, sha256: checksum.sha256() });
  }
}
