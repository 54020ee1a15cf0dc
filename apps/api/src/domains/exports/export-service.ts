import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Database, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { ExportDao, type ExportRow, type FileMarks } from '@dreamteamhub/db/exports';
import { PeopleDao } from '@dreamteamhub/db/people';
import {
  type admin,
  canonicalTimeZone,
  type ExportList,
  exportQueries,
  type WireOutputs,
} from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { PersonCaller } from '../../platform/caller.ts';
import { isDiskGone, type ReadDiskSpace } from '../../platform/disk-space.ts';
import { clockAt } from '../../platform/zones.ts';
import { exportedLists } from './exported-lists.ts';
import { type Lists, listsOn } from './lists-on.ts';
import {
  auditedQuery,
  chooseColumns,
  chooseMarks,
  fileNameOf,
  MOST_FINISHED,
  MOST_UNFINISHED,
  mayRead,
} from './rules.ts';

type Outputs = WireOutputs<typeof admin>['exports'];
type ExportView = Outputs['getExport'];

interface Asked {
  list: ExportList;
  query: Record<string, unknown>;
  columns?: string[] | undefined;
  timeZone?: string | undefined;
  separator?: FileMarks['separator'] | undefined;
  decimalMark?: FileMarks['decimalMark'] | undefined;
}

/** The file of an export. */
interface ExportFile {
  name: string;
  bytes: number;
  content: AsyncIterable<Buffer>;
}

const decompress = promisify(gunzip);

/** Exports, as their owners ask for them, follow them and fetch their files. */
export class ExportService {
  readonly #db: Database;
  readonly #exports: ExportDao;
  readonly #lists: Lists;
  readonly #enqueue: (tx: Transaction, exportId: string) => Promise<void>;
  readonly #readDatabaseSpace: ReadDiskSpace | null;
  readonly #hubTimeZone: string;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    enqueue: (tx: Transaction, exportId: string) => Promise<void>;
    /** Null where the database is on a disk that the hub does not see. */
    readDatabaseSpace: ReadDiskSpace | null;
    hubTimeZone: string;
    currency: string;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#exports = new ExportDao(deps.db);
    this.#lists = listsOn(deps.db, deps);
    this.#enqueue = deps.enqueue;
    this.#readDatabaseSpace = deps.readDatabaseSpace;
    this.#hubTimeZone = deps.hubTimeZone;
    this.#now = deps.now;
  }

  /**
   * Asks for an export; the same one that is not finished yet is returned in its place. Throws `forbidden` for a list
   * that the person may not see, `bad_request` for what the list refuses, and `conflict` for one export too many.
   */
  async create(input: Asked, by: PersonCaller): Promise<Outputs['createExport']> {
    const list = exportedLists[input.list];
    const person = await this.#checkRight(input.list, by.id);
    const { columns, unknown } = chooseColumns(list.columns, input.columns);
    if (columns.length === 0) {
      throw badField(
        'columns',
        `names no column of the list: ${list.columns.map(({ name }) => name).join(', ')}`,
      );
    }
    const query: Record<string, unknown> = exportQueries[input.list].parse(input.query);
    // What the list would refuse is refused now, and not by a job.
    await list.readPage(this.#lists, query, { limit: 1 });
    await this.#checkSpace();
    const timeZone =
      canonicalTimeZone(input.timeZone ?? person.timeZone ?? this.#hubTimeZone) ?? this.#hubTimeZone;
    const fileName = fileNameOf(list.fileName, clockAt(this.#now(), timeZone), timeZone);
    const file = { timeZone, fileName, ...chooseMarks(input) };
    const wanted = { userId: by.id, list: input.list, query, columns, ...file };
    return this.#db.transaction(async (tx) => {
      const exports = new ExportDao(tx);
      await exports.lockPerson(by.id);
      const unfinished = (await exports.getExportsOf(by.id, MOST_FINISHED + MOST_UNFINISHED)).filter(
        isUnfinished,
      );
      const same = unfinished.find((one) => contentOf(one) === contentOf(wanted));
      if (same !== undefined) return { export: toView(same), created: false, unknownColumns: unknown };
      if (unfinished.length >= MOST_UNFINISHED) {
        throw new AppError(
          'conflict',
          `${MOST_UNFINISHED} of your exports are not finished yet: wait for one of them, or cancel it`,
        );
      }
      const row = await exports.create(wanted);
      await exports.deleteBeyond(by.id, MOST_FINISHED);
      await new AuditDao(tx).record(by, {
        action: 'exports.createExport',
        subject: { kind: 'export', id: row.id },
        after: { list: row.list, query: auditedQuery(query) },
      });
      await this.#enqueue(tx, row.id);
      return { export: toView(row), created: true, unknownColumns: unknown };
    });
  }

  /** Returns a person's exports, newest first. */
  async list(by: Pick<PersonCaller, 'id'>): Promise<Outputs['listExports']> {
    const rows = await this.#exports.getExportsOf(by.id, MOST_FINISHED + MOST_UNFINISHED);
    return { exports: await this.#toViews(rows) };
  }

  /** Throws `not_found`, also for an export of somebody else. */
  async get(id: string, by: Pick<PersonCaller, 'id'>): Promise<ExportView> {
    const row = await this.#find(id, by);
    const [view = toView(row)] = await this.#toViews([row]);
    return view;
  }

  /** Ends an export; one that is finished stays as it is. Throws like {@link get}. */
  async cancel(id: string, by: PersonCaller): Promise<ExportView> {
    const row = await this.#find(id, by);
    return this.#db.transaction(async (tx) => {
      const cancelled = await new ExportDao(tx).cancel(id);
      if (cancelled === null) return toView((await new ExportDao(tx).getExport(id)) ?? row);
      await new AuditDao(tx).record(by, {
        action: 'exports.cancelExport',
        subject: { kind: 'export', id },
        after: { list: row.list, rows: cancelled.rows },
      });
      return toView(cancelled);
    });
  }

  /**
   * Opens a file for its owner, and writes down that it was fetched. Throws like {@link get}, `forbidden` where the
   * person may not see the list any more, and `conflict` while there is no file.
   */
  async openFile(id: string, by: PersonCaller): Promise<ExportFile> {
    const row = await this.#find(id, by);
    await this.#checkRight(row.list as ExportList, by.id);
    if (row.status !== 'done' || row.expiresAt === null || row.expiresAt <= this.#now()) {
      throw new AppError('conflict', `id: ${missingFile(row)}`);
    }
    await new AuditDao(this.#db).record(by, {
      action: 'exports.fetchFile',
      subject: { kind: 'export', id },
      after: { list: row.list, rows: row.rows },
    });
    return { name: row.fileName, bytes: row.bytes, content: this.#readParts(row) };
  }

  /** Whoever reads slowly holds no connection meanwhile. */
  async *#readParts({ id, bytes }: ExportRow): AsyncGenerator<Buffer> {
    let left = bytes;
    for (let part = 0; left > 0; part++) {
      const data = await this.#exports.getPart(id, part);
      // The browser was told the size, so that it does not take a part for the whole.
      if (data === null) throw new Error(`the file of export ${id} was deleted while it was fetched`);
      const text = await decompress(data);
      left -= text.length;
      yield text;
    }
  }

  /** What was written before an interruption is lost, and is not counted. */
  async #toViews(rows: readonly ExportRow[]): Promise<ExportView[]> {
    const begun = rows.find(({ status }) => status === 'running');
    const interrupted = begun === undefined ? [] : await this.#exports.listInterrupted(begun);
    return rows.map((row) =>
      toView(
        interrupted.includes(row.id) ? { ...row, status: 'queued', rows: 0, bytes: 0, total: null } : row,
      ),
    );
  }

  async #find(id: string, by: Pick<PersonCaller, 'id'>): Promise<ExportRow> {
    const row = await this.#exports.getExport(id);
    if (row === null || row.userId !== by.id) throw new AppError('not_found', `id: you have no export ${id}`);
    return row;
  }

  async #checkRight(list: ExportList, userId: string) {
    const person = await new PeopleDao(this.#db).getPerson(userId);
    const { access } = exportedLists[list].entry;
    if (person === null || !mayRead(person.role, access)) {
      const whose = person === null ? '' : `, and you are an ${person.role}`;
      throw new AppError('forbidden', `list: only an ${access} may export it${whose}`);
    }
    return person;
  }

  async #checkSpace(): Promise<void> {
    const space = await this.#readDatabaseSpace?.();
    if (space !== undefined && isDiskGone(space)) {
      throw new AppError(
        'unavailable',
        'the disk is nearly full: an export would take the room that orders need',
      );
    }
  }
}

const isUnfinished = ({ status }: ExportRow) => status === 'queued' || status === 'running';

/** What makes two exports the same. */
function contentOf({
  list,
  query,
  columns,
  timeZone,
  separator,
  decimalMark,
}: Pick<ExportRow, 'list' | 'query' | 'columns' | 'timeZone' | keyof FileMarks>) {
  return JSON.stringify([list, Object.entries(query).sort(), columns, timeZone, separator, decimalMark]);
}

function missingFile({ status, problem }: ExportRow): string {
  switch (status) {
    case 'queued':
    case 'running':
      return 'the export is not finished yet';
    case 'failed':
      return `the export failed: ${problem ?? 'the reason is not known'}`;
    case 'cancelled':
      return 'the export was cancelled';
    case 'done':
      return 'the file was deleted after a day; start the export again';
  }
}

function toView(row: ExportRow): ExportView {
  const { userId: _, attempts: __, ...view } = row;
  return {
    ...view,
    list: row.list as ExportList,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
