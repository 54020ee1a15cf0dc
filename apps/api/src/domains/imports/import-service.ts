import { type Database, faultOf, type Page, type Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  ImportDao,
  type ImportLineAction,
  type ImportLineRow,
  type ImportRow,
} from '@dreamteamhub/db/imports';
import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import type { WorkerPool } from '../../platform/workers/worker-pool.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { Encoding } from './file-encoding.ts';
import { planLines, readFile, readLayout } from './file-tasks.ts';
import type { FileReading, SentFile } from './import-file.ts';
import {
  type AskedImports,
  type ImportView,
  type ListedImports,
  listImports,
  toImportView,
} from './import-list-service.ts';
import { ARCHIVED_PROBLEM } from './import-rules.ts';

/** Puts the job that applies an import into the caller's transaction. */
export type EnqueueImport = (tx: Transaction, importId: string) => Promise<void>;

/** Requests, in the caller's transaction, a scan right after it. */
export type RequestScan = (tx: Transaction) => Promise<void>;

/** A file as a request carries it. */
interface FileInput {
  csv?: string | undefined;
  file?: string | undefined;
  encoding?: Encoding | undefined;
  mapping?: ColumnMapping | undefined;
}

interface NewImport extends FileInput {
  fileName: string;
  newThreshold?: number | undefined;
  by: string;
  signal: AbortSignal;
}

/** Lines per transaction: few enough not to delay a sale of one of the products. */
const LINES_PER_CHUNK = 500;
const REFUSED_PROBLEM = 'the database refused this line';

/** Files of products: checked on upload, applied by a job once somebody starts it. */
export class ImportService {
  readonly #db: Database;
  readonly #imports: ImportDao;
  readonly #enqueueImport: EnqueueImport;
  readonly #requestScan: RequestScan;
  readonly #workers: Pick<WorkerPool, 'run'>;
  readonly #log: FastifyBaseLogger;
  readonly #currency: string;

  constructor(deps: {
    db: Database;
    workers: Pick<WorkerPool, 'run'>;
    enqueueImport: EnqueueImport;
    requestScan: RequestScan;
    log: FastifyBaseLogger;
    /** The hub's: prices are in it. */
    currency: string;
  }) {
    this.#currency = deps.currency;
    this.#db = deps.db;
    this.#imports = new ImportDao(deps.db);
    this.#enqueueImport = deps.enqueueImport;
    this.#requestScan = deps.requestScan;
    this.#workers = deps.workers;
    this.#log = deps.log;
  }

  /**
   * Reads a file and compares it with the existing products; a mapping that was sent is remembered for the next file with
   * these columns. Throws `bad_request`, `payload_too_large`, and `unavailable` while too many files are being read.
   * `signal`: whether anybody still waits for it.
   */
  async create(input: NewImport): Promise<ImportView> {
    const { fileName, by: createdBy, signal, newThreshold } = input;
    const sent = await this.#sentFile(input);
    const { parts, fingerprint, ...file } = await this.#workers.run(readFile, sent, { signal });
    const compared = [];
    for (const { lines, skus } of parts) {
      signal.throwIfAborted();
      compared.push({ lines, targets: await this.#imports.getTargets(skus) });
    }
    const forNew = newThreshold === undefined ? {} : { threshold: newThreshold };
    const { currency } = sent;
    const planned = await this.#workers.run(planLines, { parts: compared, forNew, currency }, { signal });
    return this.#db.transaction(async (tx) => {
      const imports = new ImportDao(tx);
      const counts = { create: 0, update: 0, unchanged: 0, problem: 0 };
      for (const part of planned) {
        for (const action of Object.keys(counts) as ImportLineAction[]) counts[action] += part.counts[action];
      }
      const row = await imports.createImport({ ...file, fileName, createdBy, counts });
      for (const { lines } of planned) {
        signal.throwIfAborted();
        await imports.addLines(row.id, lines);
      }
      if (sent.sent !== null) await imports.rememberMapping(fingerprint, sent.sent);
      return toImportView(row);
    });
  }

  /** Says how a file would be read. Throws as {@link create} does, but not where its encoding or columns must be said. */
  async read(input: FileInput & { signal: AbortSignal }): Promise<FileReading> {
    return this.#workers.run(readLayout, await this.#sentFile(input), { signal: input.signal });
  }

  async #sentFile({ csv, file, encoding, mapping }: FileInput): Promise<SentFile> {
    return {
      content: file === undefined ? { csv: csv ?? '' } : { file },
      encoding: encoding ?? null,
      currency: this.#currency,
      sent: mapping ?? null,
      remembered: mapping === undefined ? await this.#imports.getMappings() : {},
    };
  }

  /**
   * Starts a checked import, or resumes one that failed. Returns one that runs or is done as it is. Throws `not_found`,
   * and `conflict` when it was cancelled.
   */
  async start(id: string, by: Caller): Promise<ImportView> {
    const started = await this.#db.transaction(async (tx) => {
      const row = await new ImportDao(tx).setStatus(id, { from: ['ready', 'failed'], to: 'running' });
      if (row !== null) {
        await this.#enqueueImport(tx, id);
        await new AuditDao(tx).record(by, {
          action: 'imports.startImport',
          subject: { kind: 'import', id },
          after: { fileName: row.fileName },
        });
      }
      return row;
    });
    const row = started ?? (await this.#find(id));
    if (row.status === 'cancelled') throw new AppError('conflict', 'id: the import was cancelled');
    return toImportView(row);
  }

  /** Stops an import before its next chunk, or drops it. Throws `not_found`, and `conflict` when it is done. */
  async cancel(id: string, by: Caller): Promise<ImportView> {
    const cancelled = await this.#finish(id, { from: ['ready', 'running', 'failed'], to: 'cancelled' }, by);
    const row = cancelled ?? (await this.#find(id));
    if (row.status === 'done') throw new AppError('conflict', 'id: the import is already done');
    return toImportView(row);
  }

  /** Throws `not_found`. */
  async get(id: string): Promise<ImportView> {
    return toImportView(await this.#find(id));
  }

  /** Returns one page. Throws `bad_request` for a cursor of another order. */
  list(input: AskedImports): Promise<ListedImports> {
    return listImports(this.#db, input);
  }

  /** Throws `not_found`, and `bad_request` for a cursor that the hub did not issue. */
  async listLines(input: {
    id: string;
    action?: ImportLineAction | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<ImportLineRow>> {
    const { id, action, limit } = input;
    const afterId = readCursor(input.cursor);
    await this.#find(id);
    return this.#imports.getLines(id, { action, limit, afterId });
  }

  /**
   * Applies an import's remaining lines, chunk by chunk: what a process did before it died stays done. Announces
   * nothing; one scan at the end does. Rejects while the database is away, so that the job tries again.
   */
  async apply(id: string): Promise<void> {
    try {
      let last = 0;
      for (;;) {
        const lines = await this.#imports.getPendingLines(id, last, LINES_PER_CHUNK);
        if (lines.length === 0) break;
        if (!(await this.#applyLines(id, lines))) return;
        last = lines.at(-1) ?? last;
      }
      await this.#finish(id, { from: ['running'], to: 'done' });
    } catch (error) {
      if (faultOf(error) === 'database') throw error;
      this.#log.error({ err: error, importId: id }, 'an import failed');
      await this.#finish(id, {
        from: ['running'],
        to: 'failed',
        lastError: 'something went wrong inside the hub; its log has the details',
      });
    }
  }

  /** Deletes the lines of imports that are 30 days old. */
  forgetOldLines(): Promise<void> {
    return this.#imports.deleteOldLines();
  }

  /** Returns false when the import no longer runs. Finds a line that the database refuses by halving. */
  async #applyLines(id: string, lines: readonly number[]): Promise<boolean> {
    try {
      return await this.#imports.applyLines(id, lines, ARCHIVED_PROBLEM);
    } catch (error) {
      const [only] = lines;
      const fault = faultOf(error);
      if ((fault !== 'event' && fault !== 'conflict') || only === undefined) throw error;
      if (lines.length === 1) {
        this.#log.warn({ err: error, importId: id, line: only }, 'the database refused a line of an import');
        return this.#imports.refuseLine(id, only, REFUSED_PROBLEM);
      }
      const middle = lines.length >> 1;
      return (
        (await this.#applyLines(id, lines.slice(0, middle))) &&
        (await this.#applyLines(id, lines.slice(middle)))
      );
    }
  }

  /** Ends an import, and requests the scan that picks up what it applied. */
  #finish(id: string, change: Parameters<ImportDao['setStatus']>[1], by?: Caller): Promise<ImportRow | null> {
    return this.#db.transaction(async (tx) => {
      const row = await new ImportDao(tx).setStatus(id, change);
      if (row !== null && by !== undefined) {
        await new AuditDao(tx).record(by, {
          action: 'imports.cancelImport',
          subject: { kind: 'import', id },
          after: { fileName: row.fileName, applied: row.applied },
        });
      }
      if (row !== null && row.applied > 0) await this.#requestScan(tx);
      return row;
    });
  }

  async #find(id: string): Promise<ImportRow> {
    const row = await this.#imports.getImport(id);
    if (row === null) throw new AppError('not_found', `id: there is no import ${id}`);
    return row;
  }
}
