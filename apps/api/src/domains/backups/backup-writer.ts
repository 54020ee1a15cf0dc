import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, open, readdir, realpath, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { makeFolder } from '@dreamteamhub/db';
import { StartError } from '../../platform/start-error.ts';
import { MANIFEST, type Manifest } from './backup-format.ts';

/** A backup must not be what stops the database: on a disk with less than this left, it stops. */
const LEAVES_BYTES = 256 * 1024 * 1024;
const LOOK_EVERY_BYTES = 16 * 1024 * 1024;
const INCOMPLETE = '.incomplete-';
const COMPRESSED = '.zst';

/** Returns the bytes that are left on the disk of a folder. */
export type ReadFreeBytes = (folder: string) => Promise<number>;

/**
 * Writes one backup into a folder of its own, which has a name of its own only once it is whole and on the disk. What a
 * killed process left goes with the next backup of the same database.
 */
export class BackupWriter {
  readonly #parent: string;
  readonly #staging: string;
  readonly #signal: AbortSignal | undefined;
  readonly #readFreeBytes: ReadFreeBytes;
  readonly files: Manifest['files'] = [];

  private constructor(deps: {
    parent: string;
    staging: string;
    signal: AbortSignal | undefined;
    readFreeBytes: ReadFreeBytes;
  }) {
    this.#parent = deps.parent;
    this.#staging = deps.staging;
    this.#signal = deps.signal;
    this.#readFreeBytes = deps.readFreeBytes;
  }

  /** `owner` is the same for all backups of a database; no other process may be writing one. */
  static async open(options: {
    folder: string;
    owner: string;
    signal?: AbortSignal | undefined;
    readFreeBytes?: ReadFreeBytes | undefined;
  }): Promise<BackupWriter> {
    const { folder, signal, readFreeBytes = freeBytesOf } = options;
    const prefix = `${INCOMPLETE}${createHash('sha256').update(options.owner).digest('hex').slice(0, 12)}-`;
    try {
      await makeFolder(folder, 0o700);
      // A link may be moved while we write: the folder that it leads to now is the one.
      const parent = await realpath(folder);
      for (const name of await readdir(parent)) {
        if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
      }
      const staging = join(parent, prefix + randomBytes(6).toString('hex'));
      await mkdir(staging, { mode: 0o700 });
      return new BackupWriter({ parent, staging, signal, readFreeBytes });
    } catch (error) {
      throw explain(error, folder);
    }
  }

  /** Writes a file, compressed where its name says so. */
  readonly write = async (name: string, content: Readable | AsyncIterable<Uint8Array>): Promise<void> => {
    const hash = createHash('sha256');
    let bytes = 0;
    let lookedAt = 0;
    const meter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk);
        bytes += chunk.length;
        if (bytes - lookedAt < LOOK_EVERY_BYTES) return done(null, chunk);
        lookedAt = bytes;
        this.#refuseFullDisk().then(() => done(null, chunk), done);
      },
    });
    const file = createWriteStream(join(this.#staging, name), { flags: 'wx', mode: 0o600, flush: true });
    const options = this.#signal === undefined ? {} : { signal: this.#signal };
    try {
      await this.#refuseFullDisk();
      if (name.endsWith(COMPRESSED)) {
        // The lowest level: the disk should wait, not the processor.
        const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
        await pipeline(content, zstd, meter, file, options);
      } else await pipeline(content, meter, file, options);
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw explain(error, this.#parent);
    }
    this.files.push({ name, bytes, sha256: hash.digest('hex') });
  };

  /** Writes the manifest and gives the backup its name. Returns the path. */
  async finish(manifest: string, createdAt: Date): Promise<string> {
    const path = join(this.#parent, nameOf(createdAt));
    try {
      await this.write(MANIFEST, bytesOf(manifest));
      await syncFolder(this.#staging);
      await rename(this.#staging, path);
      await syncFolder(this.#parent);
      return path;
    } catch (error) {
      throw explain(error, this.#parent);
    }
  }

  /** Removes what there is, unless it was finished. */
  async abandon(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
  }

  async #refuseFullDisk(): Promise<void> {
    if ((await this.#readFreeBytes(this.#parent)) >= LEAVES_BYTES) return;
    throw Object.assign(new Error('the disk is nearly full'), { code: 'ENOSPC' });
  }
}

/** Removes a backup so that what is left of it never looks like one. */
export async function removeBackup(path: string): Promise<void> {
  const staging = join(path, '..', `${INCOMPLETE}removed-${randomBytes(6).toString('hex')}`);
  await rename(path, staging);
  await chmod(staging, 0o700);
  await rm(staging, { recursive: true, force: true });
}

/** As in `hub-20261130T020000123Z`: names sort by time. */
const nameOf = (createdAt: Date) => `hub-${createdAt.toISOString().replace(/[-:.]/g, '')}`;

export const isBackupName = (name: string) => /^hub-\d{8}T\d{9}Z$/.test(name);

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full, or nearly so',
  EDQUOT: 'its disk quota is used up',
  EFBIG: 'a file would become larger than its file system allows',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'it, or something above it, is no folder',
  EEXIST: 'it, or something above it, is no folder',
  ELOOP: 'its links lead in a circle',
  ENOENT: 'it, or what its link leads to, does not exist any more',
};

function explain(error: unknown, folder: string): unknown {
  const reason = REASONS[String((error as { code?: unknown }).code)];
  if (reason === undefined) return error;
  return new StartError(
    `no backup can be written to ${folder}: ${reason}. Earlier backups are as they were.`,
    {
      cause: error,
    },
  );
}
