import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { type FileMarks, readStoredQuery, storedQuery } from './stored-query.ts';
import { listExportParts, listExports } from './tables.ts';

type StoredRow = typeof listExports.$inferSelect;
export type ExportRow = StoredRow & FileMarks;
export type ExportStatus = ExportRow['status'];
export type ExportData = Pick<
  ExportRow,
  'userId' | 'list' | 'query' | 'columns' | 'timeZone' | 'fileName' | keyof FileMarks
>;

/** One attempt to write an export. What an earlier one still writes is refused. */
export interface ExportAttempt {
  id: string;
  attempt: number;
}

/** How long a file is kept. */
const KEPT_HOURS = 24;
/** An export that nobody has worked on for so long was forgotten: its job is gone, as after a restored backup. */
const FORGOTTEN_HOURS = 24;
/** How long it is said what became of an export without a file. */
const REMEMBERED_DAYS = 7;

/** Tells the hub's advisory locks of exports from its others; parameter 2 is the place, or stands for a person. */
const PLACES = 5_120;
const PEOPLE = 5_121;

const isUnfinished = inArray(listExports.status, ['queued', 'running']);

/** Exports of lists, and the pieces of their files. */
export class ExportDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Waits for others who are about to ask for an export in the name of this person, until the transaction ends. */
  async lockPerson(userId: string): Promise<void> {
    await this.#db
      .select({ id: authUsers.id })
      .from(authUsers)
      .where(eq(authUsers.id, userId))
      .for('no key update');
  }

  async create({ separator, decimalMark, ...data }: ExportData): Promise<ExportRow> {
    const query = storedQuery(data.query, { separator, decimalMark });
    const [row] = await this.#db
      .insert(listExports)
      .values({ ...data, query })
      .returning();
    if (row === undefined) throw new Error('the insert of an export returned no row');
    return toExportRow(row);
  }

  /** Returns a person's exports, newest first. */
  async getExportsOf(userId: string, limit: number): Promise<ExportRow[]> {
    const rows = await this.#db
      .select()
      .from(listExports)
      .where(eq(listExports.userId, userId))
      .orderBy(desc(listExports.createdAt), desc(listExports.id))
      .limit(limit);
    return rows.map(toExportRow);
  }

  async getExport(id: string): Promise<ExportRow | null> {
    const [row] = await this.#db.select().from(listExports).where(eq(listExports.id, id));
    return row === undefined ? null : toExportRow(row);
  }

  /** Deletes a person's finished exports but for the newest ones. */
  async deleteBeyond(userId: string, kept: number): Promise<void> {
    await this.#db.execute(sql`
      DELETE FROM list_exports WHERE id IN (
        SELECT id FROM list_exports WHERE user_id = ${userId} AND status NOT IN ('queued', 'running')
        ORDER BY created_at DESC OFFSET ${kept})`);
  }

  /**
   * Takes one of the places for exports that are written at once, and the only one of its person, until the transaction
   * ends. Returns whether there was one.
   */
  async takePlace(userId: string, places: number): Promise<boolean> {
    for (let place = 0; place < places; place++) {
      const { rows } = await this.#db.execute<{ taken: boolean }>(
        sql`SELECT pg_try_advisory_xact_lock(${PLACES}::integer, ${place}::integer) AS taken`,
      );
      if (rows[0]?.taken !== true) continue;
      const { rows: mine } = await this.#db.execute<{ taken: boolean }>(
        sql`SELECT pg_try_advisory_xact_lock(${PEOPLE}::integer, hashtext(${userId})) AS taken`,
      );
      return mine[0]?.taken === true;
    }
    return false;
  }

  /**
   * Begins to write an export, from its first row, also where somebody began before. Returns null when it was finished or
   * cancelled meanwhile.
   */
  async begin(id: string): Promise<ExportRow | null> {
    const [row] = await this.#db
      .update(listExports)
      .set({
        status: 'running',
        attempts: sql`${listExports.attempts} + 1`,
        ...{ rows: 0, bytes: 0, total: null },
        startedAt: sql`now()`,
      })
      .where(and(eq(listExports.id, id), isUnfinished))
      .returning();
    if (row === undefined) return null;
    await this.#deleteParts(id);
    return toExportRow(row);
  }

  /**
   * Lists exports, of one person or of everybody, that were begun and that nobody writes any more, since the hub was killed
   * or stopped. Whoever writes one has the lock of its person, who has one that is written: the last that was begun.
   */
  async listInterrupted({ userId }: { userId?: string } = {}): Promise<string[]> {
    const isTheirs = userId === undefined ? sql`true` : sql`user_id = ${userId}`;
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT id
      FROM (SELECT id, user_id, row_number() OVER (PARTITION BY user_id ORDER BY started_at DESC) AS place
            FROM list_exports WHERE status = 'running' AND ${isTheirs}) AS begun
      WHERE place > 1 OR NOT EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE locktype = 'advisory' AND datname = current_database() AND granted AND objsubid = 2
          AND classid = ${PEOPLE}::oid AND objid::bigint = hashtext(user_id)::bigint & 4294967295)`);
    return rows.map(({ id }) => id);
  }

  /** Notes how many rows there are to write. */
  async setTotal({ id, attempt }: ExportAttempt, total: number): Promise<void> {
    await this.#db.update(listExports).set({ total }).where(isAttempt({ id, attempt }));
  }

  /**
   * Adds a piece to the file, with the sums of rows and bytes so far. Returns false when the export was cancelled, or when
   * another attempt writes it.
   */
  async addPart(
    { id, attempt }: ExportAttempt,
    { part, data, rows, bytes }: { part: number; data: Buffer; rows: number; bytes: number },
  ): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      WITH alive AS (
        UPDATE list_exports SET rows = ${rows}::bigint, bytes = ${bytes}::bigint
        WHERE id = ${id}::uuid AND status = 'running' AND attempts = ${attempt}::integer RETURNING id)
      INSERT INTO list_export_parts (export_id, part, data) SELECT id, ${part}::integer, ${data}::bytea FROM alive`);
    return rowCount === 1;
  }

  /** Whether an attempt is neither cancelled nor taken over. */
  async isBeingWritten(attempt: ExportAttempt): Promise<boolean> {
    const rows = await this.#db.select({ id: listExports.id }).from(listExports).where(isAttempt(attempt));
    return rows.length === 1;
  }

  /** Makes the file its owner's to fetch. Returns false like {@link addPart}. */
  async finish(attempt: ExportAttempt): Promise<boolean> {
    const rows = await this.#db
      .update(listExports)
      .set({
        status: 'done',
        finishedAt: sql`now()`,
        expiresAt: sql`now() + make_interval(hours => ${KEPT_HOURS})`,
      })
      .where(isAttempt(attempt))
      .returning({ id: listExports.id });
    return rows.length === 1;
  }

  /** Gives an attempt up, or an export that waits, and says why; nothing is kept of its file. */
  async fail(id: string, problem: string): Promise<void> {
    const failed = await this.#end(id, { status: 'failed', problem });
    if (failed !== null) await this.#deleteParts(id);
  }

  /** Ends an export that is not finished; nothing is kept of its file. Returns null where it was finished already. */
  async cancel(id: string): Promise<ExportRow | null> {
    const cancelled = await this.#end(id, { status: 'cancelled' });
    if (cancelled !== null) await this.#deleteParts(id);
    return cancelled;
  }

  /** Returns a piece of a file, compressed; null when there is none. */
  async getPart(id: string, part: number): Promise<Buffer | null> {
    const [row] = await this.#db
      .select({ data: listExportParts.data })
      .from(listExportParts)
      .where(and(eq(listExportParts.exportId, id), eq(listExportParts.part, part)));
    return row?.data ?? null;
  }

  /** Deletes files whose time is over and what is remembered of others, and gives up what nobody works on. */
  async tidy(): Promise<void> {
    await this.#db.execute(sql`
      DELETE FROM list_exports WHERE expires_at < now()
        OR expires_at IS NULL AND status IN ('failed', 'cancelled')
          AND created_at < now() - make_interval(days => ${REMEMBERED_DAYS})`);
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT id FROM list_exports WHERE status IN ('queued', 'running')
        AND coalesce(started_at, created_at) < now() - make_interval(hours => ${FORGOTTEN_HOURS})`);
    for (const { id } of rows) await this.fail(id, 'nothing worked on it for a day; start it again');
  }

  async #end(id: string, end: { status: ExportStatus; problem?: string }): Promise<ExportRow | null> {
    const [row] = await this.#db
      .update(listExports)
      .set({ ...end, finishedAt: sql`now()` })
      .where(and(eq(listExports.id, id), isUnfinished))
      .returning();
    return row === undefined ? null : toExportRow(row);
  }

  async #deleteParts(id: string): Promise<void> {
    await this.#db.delete(listExportParts).where(eq(listExportParts.exportId, id));
  }
}

function toExportRow(row: StoredRow): ExportRow {
  const { query, marks } = readStoredQuery(row.query);
  return { ...row, query, ...marks };
}

function isAttempt({ id, attempt }: ExportAttempt) {
  return and(eq(listExports.id, id), eq(listExports.status, 'running'), eq(listExports.attempts, attempt));
}
