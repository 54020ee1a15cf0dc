import { Readable } from 'node:stream';
import type { Connection, Submittable } from 'pg';

/** Kinds of messages: https://www.postgresql.org/docs/18/protocol-replication.html#PROTOCOL-REPLICATION-BASE-BACKUP */
const NEW_ARCHIVE = 'n'.charCodeAt(0);
const MANIFEST = 'm'.charCodeAt(0);
const DATA = 'd'.charCodeAt(0);

/** A manifest has some 150 bytes a file; what is longer than this is none of ours. */
const MANIFEST_MAX_BYTES = 256 * 1024 * 1024;

export interface BaseBackupEnd {
  /** Positions in the write-ahead log: the state at `endLsn` is what a restore brings back. */
  startLsn: string;
  endLsn: string;
  /** PostgreSQL's own list of the files in the archive, as JSON. */
  manifest: Buffer;
}

/**
 * `BASE_BACKUP` on a replication connection. `archive` is the tar file of the whole cluster; while nobody reads it, the
 * connection is paused, so that a slow disk costs no memory. `ended` resolves once the server has named the end position:
 * an archive without one is no backup.
 */
export class BaseBackupQuery implements Submittable {
  readonly archive: Readable;
  readonly ended: Promise<BaseBackupEnd>;
  readonly #resolve: (end: BaseBackupEnd) => void;
  readonly #reject: (error: Error) => void;
  readonly #label: string;
  #connection: Connection | undefined;
  /** Rows of each result set: the start, the tablespaces, the end. */
  readonly #results: (string | null)[][][] = [];
  readonly #manifest: Buffer[] = [];
  #manifestBytes = 0;
  #archives = 0;
  #isManifest = false;
  #error: Error | undefined;

  constructor(label: string) {
    this.#label = label;
    const { promise, resolve, reject } = Promise.withResolvers<BaseBackupEnd>();
    // Whoever reads the archive is told as well.
    promise.catch(() => undefined);
    this.ended = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.archive = new Readable({ read: () => this.#connection?.stream.resume() });
    // What its reader gives up is an error of the reader.
    this.archive.on('error', () => undefined);
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(
      `BASE_BACKUP (LABEL '${this.#label}', CHECKPOINT 'fast', WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')`,
    );
  }

  handleRowDescription(): void {
    this.#results.push([]);
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#results.at(-1)?.push(message.fields);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    const kind = chunk[0];
    if (kind === NEW_ARCHIVE) {
      this.#archives += 1;
      if (this.#archives > 1)
        this.#fail(new Error('a database with tablespaces cannot be backed up this way'));
    } else if (kind === MANIFEST) {
      this.#isManifest = true;
    } else if (kind === DATA) {
      // The parser uses its buffer again.
      this.#take(Buffer.from(chunk.subarray(1)));
    }
  }

  #take(data: Buffer): void {
    if (!this.#isManifest) {
      if (!this.archive.push(data)) this.#connection?.stream.pause();
      return;
    }
    this.#manifestBytes += data.length;
    if (this.#manifestBytes > MANIFEST_MAX_BYTES)
      this.#fail(new Error('the manifest of the backup has no end'));
    else this.#manifest.push(data);
  }

  handleCommandComplete(): void {}

  handlePortalSuspended(): void {}

  handleEmptyQuery(): void {}

  handleCopyInResponse(): void {}

  handleError(error: Error): void {
    this.#fail(error);
  }

  handleReadyForQuery(): void {
    if (this.#error !== undefined) return;
    const [start, , end] = this.#results;
    const [startLsn, endLsn] = [start?.[0]?.[0], end?.[0]?.[0]];
    if (!startLsn || !endLsn || this.#manifest.length === 0) {
      this.#fail(new Error('PostgreSQL ended the backup without its end position'));
      return;
    }
    this.archive.push(null);
    this.#resolve({ startLsn, endLsn, manifest: Buffer.concat(this.#manifest) });
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.archive.destroy(error);
    this.#reject(error);
    // PostgreSQL would go on sending what nobody reads.
    this.#connection?.stream.destroy();
  }
}
