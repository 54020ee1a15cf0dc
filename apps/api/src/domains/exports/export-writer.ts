import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, faultOf, readSnapshot } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { ExportDao, type ExportRow } from '@dreamteamhub/db/exports';
import { PeopleDao } from '@dreamteamhub/db/people';
import type { ExportList } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../platform/csv.ts';
import { exportedLists } from './exported-lists.ts';
import { fileStyleOf } from './file-style.ts';
import { type HubFacts, listsOn } from './lists-on.ts';
import { PartWriter } from './part-writer.ts';
import { auditedQuery, MOST_WRITTEN_AT_ONCE, mayRead } from './rules.ts';

const MOST_ATTEMPTS = 10;

/** Few enough that what is read is gone before V8 takes it for old: the memory of a thread stays small. */
const PAGE_ROWS = 100;
/** Where each page costs a walk through the list, as in an order without an index, pages grow up to this. */
const MOST_PAGE_ROWS = 1_000;
const SLOW_PAGE_MILLISECONDS = 100;
/** After each page, a part of the time that it took is left to others. */
const REST = 0.25;

/**
 * How an attempt went. `ended`: the export is finished, cancelled, or somebody else's now. `no-place`: others are written
 * first. `failed`: its owner was told so; `cause` is for the log.
 */
export type WriteOutcome = { kind: 'ended' } | { kind: 'no-place' } | { kind: 'failed'; cause: string };

/** Writes exports that people asked for. */
export class ExportWriter {
  readonly #db: Database;
  readonly #facts: HubFacts;

  /** `db`: for two connections, and for what may take long. */
  constructor({ db, ...facts }: { db: Database } & HubFacts) {
    this.#db = db;
    this.#facts = facts;
  }

  /** Rejects while the database is away: then the same export can be tried again, and begins with its first row. */
  async write(id: string): Promise<WriteOutcome> {
    const exports = new ExportDao(this.#db);
    const row = await exports.getExport(id);
    if (row === null || (row.status !== 'queued' && row.status !== 'running')) return { kind: 'ended' };
    if (row.attempts >= MOST_ATTEMPTS) {
      await exports.fail(id, `it was interrupted ${MOST_ATTEMPTS} times; start it again`);
      return { kind: 'failed', cause: 'too many attempts' };
    }
    try {
      return await this.#writeInSnapshot(row);
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      await exports.fail(id, problem);
      return {
        kind: 'failed',
        cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  }

  /** Reads all pages as they were at one moment, whatever is sorted, changed or deleted meanwhile. */
  #writeInSnapshot(row: ExportRow): Promise<WriteOutcome> {
    return readSnapshot(this.#db, async (snapshot) => {
      if (!(await new ExportDao(snapshot).takePlace(row.userId, MOST_WRITTEN_AT_ONCE)))
        return { kind: 'no-place' };
      await checkRight(snapshot, row);
      const begun = await new ExportDao(this.#db).begin(row.id);
      if (begun !== null) await this.#writeRows(snapshot, begun);
      return { kind: 'ended' };
    });
  }

  async #writeRows(snapshot: Database, row: ExportRow): Promise<void> {
    const exports = new ExportDao(this.#db);
    const attempt = { id: row.id, attempt: row.attempts };
    const list = exportedLists[row.list as ExportList];
    const lists = listsOn(snapshot, this.#facts);
    const style = fileStyleOf(row);
    const parts = new PartWriter(exports, attempt);
    const titles = new Map(list.columns.map(({ name, title }) => [name, title]));
    const head = csvLine(
      row.columns.map((name) => titles.get(name) ?? name),
      style.separator,
    );
    await parts.add(BYTE_ORDER_MARK + head, 0);
    let limit = PAGE_ROWS;
    let cursor: string | undefined;
    do {
      const startedAt = performance.now();
      const isFirst = cursor === undefined;
      const page = await list.readPage(lists, row.query, { limit, cursor, withTotal: isFirst });
      if (page.total !== null) await exports.setTotal(attempt, page.total);
      const lines = page.lines(row.columns, style);
      const milliseconds = performance.now() - startedAt;
      if (!(await parts.add(lines, page.rows))) return;
      // The first page has been counted as well.
      if (!isFirst && milliseconds > SLOW_PAGE_MILLISECONDS) limit = Math.min(limit * 2, MOST_PAGE_ROWS);
      await sleep(milliseconds * REST);
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

/** A role may have changed while the export waited. */
async function checkRight(snapshot: Database, { userId, list }: ExportRow): Promise<void> {
  const person = await new PeopleDao(snapshot).getPerson(userId);
  const { access } = exportedLists[list as ExportList].entry;
  if (person === null || !mayRead(person.role, access)) {
    throw new AppError('forbidden', `only an ${access} may export this list`);
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
