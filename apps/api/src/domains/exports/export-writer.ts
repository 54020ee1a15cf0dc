import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, faultOf, readSnapshot } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { ExportDao, type ExportRow } from '@dreamteamhub/db/exports';
import { PeopleDao } from '@dreamteamhub/db/people';
import type { ExportList } from '@dreamteamhub/sdk/contract';
import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../../platform/app-error.ts';
import { csvLine } from '../../platform/csv.ts';
import { exportedLists } from './exported-lists.ts';
import type { ListsOn } from './list-export.ts';
import { PartWriter } from './part-writer.ts';
import { auditedQuery, mayRead } from './rules.ts';
import { ZonedTimes } from './zoned-times.ts';

/** Exports that the whole hub writes at once, however many processes do its jobs; of one person, one. */
const WRITTEN_AT_ONCE = 2;
/** How long an export waits before it looks for a place again. */
const PLACE_SECONDS = 2;
const MOST_ATTEMPTS = 10;

/** So few rows at once that nothing else of the process waits for long while they are put into words. */
const PAGE_ROWS = 200;
/** Where each page costs a walk through the list, as in an order without an index, pages grow up to this. */
const MOST_PAGE_ROWS = 2_000;
const SLOW_PAGE_MILLISECONDS = 150;
/** The main thread is others' for at least this part of the time. */
const SHARE_FOR_OTHERS = 0.5;

/** Excel reads a file as UTF-8 only where it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** How an attempt ended: `ended` was finished, cancelled, or taken over by somebody else. */
type Outcome = 'ended' | 'no-place';

/** Writes exports that people asked for. */
export class ExportWriter {
  readonly #db: Database;
  readonly #listsOn: ListsOn;
  readonly #enqueueLater: (exportId: string, afterSeconds: number) => Promise<void>;
  readonly #log: FastifyBaseLogger;
  readonly #stopping = new AbortController();

  constructor(deps: {
    /** For what may take long. */
    db: Database;
    listsOn: ListsOn;
    enqueueLater: (exportId: string, afterSeconds: number) => Promise<void>;
    log: FastifyBaseLogger;
  }) {
    this.#db = deps.db;
    this.#listsOn = deps.listsOn;
    this.#enqueueLater = deps.enqueueLater;
    this.#log = deps.log;
  }

  /** Lets go of what it writes: another process begins it anew. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Rejects while the database is away or the process stops, so that the job tries again. */
  async write(id: string): Promise<void> {
    const exports = new ExportDao(this.#db);
    const row = await exports.getExport(id);
    if (row === null || (row.status !== 'queued' && row.status !== 'running')) return;
    if (row.attempts >= MOST_ATTEMPTS) {
      return exports.fail(id, `it was interrupted ${MOST_ATTEMPTS} times; start it again`);
    }
    try {
      if ((await this.#writeInSnapshot(row)) === 'no-place') await this.#enqueueLater(id, PLACE_SECONDS);
    } catch (error) {
      const problem = this.#stopping.signal.aborted ? null : problemOf(error);
      if (problem === null) throw error;
      this.#log.error({ err: error, exportId: id }, 'an export failed');
      await exports.fail(id, problem);
    }
  }

  /** Reads all pages as they were at one moment, whatever is sorted, changed or deleted meanwhile. */
  #writeInSnapshot(row: ExportRow): Promise<Outcome> {
    return readSnapshot(this.#db, async (snapshot) => {
      if (!(await new ExportDao(snapshot).takePlace(row.userId, WRITTEN_AT_ONCE))) return 'no-place';
      await this.#checkRight(snapshot, row);
      const begun = await new ExportDao(this.#db).begin(row.id);
      if (begun !== null) await this.#writeRows(snapshot, begun);
      return 'ended';
    });
  }

  /** A role may have changed while the export waited. */
  async #checkRight(snapshot: Database, { userId, list }: ExportRow): Promise<void> {
    const person = await new PeopleDao(snapshot).getPerson(userId);
    const { access } = exportedLists[list as ExportList].entry;
    if (person === null || !mayRead(person.role, access)) {
      throw new AppError('forbidden', `only an ${access} may export this list`);
    }
  }

  async #writeRows(snapshot: Database, row: ExportRow): Promise<void> {
    const exports = new ExportDao(this.#db);
    const attempt = { id: row.id, attempt: row.attempts };
    const list = exportedLists[row.list as ExportList];
    const lists = this.#listsOn(snapshot);
    const times = new ZonedTimes(row.timeZone);
    const parts = new PartWriter(exports, attempt);
    const titles = new Map(list.columns.map(({ name, title }) => [name, title]));
    await parts.add(BYTE_ORDER_MARK + csvLine(row.columns.map((name) => titles.get(name) ?? name)), 0);
    let limit = PAGE_ROWS;
    let cursor: string | undefined;
    do {
      this.#stopping.signal.throwIfAborted();
      const askedAt = performance.now();
      const page = await list.readPage(lists, row.query, { limit, cursor, withTotal: cursor === undefined });
      const readAt = performance.now();
      if (page.total !== null) await exports.setTotal(attempt, page.total);
      else if (readAt - askedAt > SLOW_PAGE_MILLISECONDS) limit = Math.min(limit * 2, MOST_PAGE_ROWS);
      const lines = page.lines(row.columns, times);
      const busyMilliseconds = performance.now() - readAt;
      if (!(await parts.add(lines, page.rows))) return;
      await sleep(busyMilliseconds * SHARE_FOR_OTHERS * 2);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    if (await parts.flush()) await this.#finish(row, parts.rows);
  }

  async #finish(row: ExportRow, rows: number): Promise<void> {
    await this.#db.transaction(async (tx) => {
      if (!(await new ExportDao(tx).finish({ id: row.id, attempt: row.attempts }))) return;
      await new AuditDao(tx).record(
        { kind: 'person', id: row.userId, requestId: null, network: null },
        {
          action: 'exports.writeExport',
          subject: { kind: 'export', id: row.id },
          after: { list: row.list, query: auditedQuery(row.query), rows },
        },
      );
    });
  }
}

/** Returns what to tell the owner of an export that fails for good; null where another try may work. */
function problemOf(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  if (isDiskFull(error)) return 'the database has no room left for the file; free some, and start it again';
  if (faultOf(error) === 'database') return null;
  return 'something went wrong inside the hub; its log has the details';
}

function isDiskFull(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { code?: unknown }).code === '53100') return true;
  }
  return false;
}
