import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { textArray, wordArray } from '../core/pg-array.ts';
import type { Executor } from '../database.ts';
import { applyLines, isPending, refuseLine } from './import-write.ts';
import { type ProductImportChange, productImportLines, productImports } from './tables.ts';

export type ImportRow = typeof productImports.$inferSelect;
export type ImportLineRow = Omit<typeof productImportLines.$inferSelect, 'importId' | 'appliedAt'> & {
  isApplied: boolean;
};
export type ImportStatus = ImportRow['status'];
export type ImportLineAction = ImportLineRow['action'];

/** A line as it was checked. */
export type ImportLineData = Omit<ImportLineRow, 'isApplied'>;

/** The fields of a product that a file is compared with. */
export type ImportTarget = Required<ProductImportChange> & { sku: string; isArchived: boolean };

/** Rows per statement: larger statements are no faster. */
const ROWS_PER_STATEMENT = 5_000;

/** Whether an import runs that announcements wait for. One that takes too long does not silence the alerts. */
export const isImportRunning = sql`EXISTS (
  SELECT FROM product_imports WHERE status = 'running' AND started_at > now() - interval '10 minutes')`;

/** Product imports and their lines, from the check to the applied change. */
export class ImportDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the products that are meant by these SKUs, by the SKU asked for. */
  async getTargets(skus: readonly string[]): Promise<Map<string, ImportTarget>> {
    const targets = new Map<string, ImportTarget>();
    for (const some of slices(skus)) {
      const { rows } = await this.#db.execute<ImportTarget & { wanted: string }>(sql`
        SELECT wanted, sku, name, stock, threshold, unit_price::text AS "unitPrice", supplier,
               archived_at IS NOT NULL AS "isArchived"
        FROM unnest(${textArray(some, (sku) => sku)}::text[]) AS wanted
        JOIN inventory_products ON sku = hub_known_sku(wanted)`);
      for (const { wanted, ...target } of rows) targets.set(wanted, target);
    }
    return targets;
  }

  /** Stores a file without its lines. */
  async createImport(file: {
    fileName: string;
    createdBy: string;
    ignoredColumns: string[];
  }): Promise<ImportRow> {
    const [row] = await this.#db
      .insert(productImports)
      .values({ ...file, creates: 0, updates: 0, unchanged: 0, problems: 0 })
      .returning();
    if (row === undefined) throw new Error('the insert of an import returned no row');
    return row;
  }

  /** Stores checked lines of a file. */
  async addLines(importId: string, lines: readonly ImportLineData[]): Promise<void> {
    for (const some of slices(lines)) await insertLines(this.#db, importId, some);
  }

  /** Stores how many lines of a file there are of each kind, and returns the file. */
  async setCounts(importId: string, counts: Record<ImportLineAction, number>): Promise<ImportRow> {
    const { create: creates, update: updates, unchanged, problem: problems } = counts;
    const [row] = await this.#db
      .update(productImports)
      .set({ creates, updates, unchanged, problems })
      .where(eq(productImports.id, importId))
      .returning();
    if (row === undefined) throw new Error(`there is no import ${importId}`);
    return row;
  }

  async getImport(id: string): Promise<ImportRow | null> {
    const rows = await this.#db.select().from(productImports).where(eq(productImports.id, id));
    return rows[0] ?? null;
  }

  /** Returns the latest imports, newest first. */
  getImports(limit: number): Promise<ImportRow[]> {
    return this.#db
      .select()
      .from(productImports)
      .orderBy(desc(productImports.createdAt), desc(productImports.id))
      .limit(limit);
  }

  /** Returns one page of an import's lines, in the order of the file. */
  async getLines(
    importId: string,
    request: PageRequest & { action?: ImportLineAction | undefined },
  ): Promise<Page<ImportLineRow>> {
    const rows = await this.#db
      .select({
        id: productImportLines.line,
        line: productImportLines.line,
        sku: productImportLines.sku,
        action: productImportLines.action,
        change: productImportLines.change,
        before: productImportLines.before,
        problem: productImportLines.problem,
        isApplied: sql<boolean>`applied_at IS NOT NULL`,
      })
      .from(productImportLines)
      .where(
        and(
          eq(productImportLines.importId, importId),
          request.action === undefined ? undefined : eq(productImportLines.action, request.action),
          request.afterId === undefined ? undefined : gt(productImportLines.line, cursorId(request.afterId)),
        ),
      )
      .orderBy(asc(productImportLines.line))
      .limit(request.limit + 1);
    return toPage(rows, request.limit);
  }

  /** Moves an import from one of the given states to another; null when it is in none of them. */
  async setStatus(
    id: string,
    change: { from: readonly ImportStatus[]; to: ImportStatus; lastError?: string },
  ): Promise<ImportRow | null> {
    const { from, to, lastError = null } = change;
    const rows = await this.#db
      .update(productImports)
      .set({
        status: to,
        lastError,
        ...(to === 'running' ? { startedAt: sql`now()`, finishedAt: null } : { finishedAt: sql`now()` }),
      })
      .where(
        and(eq(productImports.id, id), sql`status = ANY (${wordArray(from, (status) => status)}::text[])`),
      )
      .returning();
    return rows[0] ?? null;
  }

  /** Returns the next lines to apply, in the order of the file. */
  async getPendingLines(importId: string, afterLine: number, limit: number): Promise<number[]> {
    const { rows } = await this.#db.execute<{ line: number }>(sql`
      SELECT line FROM product_import_lines
      WHERE import_id = ${importId} AND line > ${afterLine} AND ${isPending}
      ORDER BY line LIMIT ${limit}`);
    return rows.map(({ line }) => line);
  }

  /** Applies lines of a running import; see {@link applyLines}. */
  applyLines(importId: string, lines: readonly number[], archivedProblem: string): Promise<boolean> {
    return applyLines(this.#db, { importId, lines, archivedProblem });
  }

  /** Turns a line that was not applied into a problem; false when the import no longer runs. */
  refuseLine(importId: string, line: number, problem: string): Promise<boolean> {
    return refuseLine(this.#db, { importId, line, problem });
  }

  /** Deletes the lines of imports that ended or were never started, after 30 days. Imports and their counts stay. */
  async deleteOldLines(): Promise<void> {
    await this.#db.execute(sql`
      UPDATE product_imports SET status = 'cancelled', finished_at = now()
      WHERE status = 'ready' AND created_at < now() - interval '30 days'`);
    await this.#db.execute(sql`
      DELETE FROM product_import_lines USING product_imports AS file
      WHERE file.id = import_id AND file.status NOT IN ('ready', 'running')
        AND file.created_at < now() - interval '30 days' AND file.finished_at < now() - interval '30 days'`);
  }
}

async function insertLines(tx: Executor, importId: string, lines: readonly ImportLineData[]): Promise<void> {
  // As one JSON text: an array for each column keeps the process busy twice as long.
  await tx.execute(sql`
    INSERT INTO product_import_lines (import_id, line, sku, change, before, action, problem)
    SELECT ${importId}, line, sku, change, before, action, problem
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      AS checked(line integer, sku text, change jsonb, before jsonb, action text, problem text)`);
}

function* slices<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) {
    yield items.slice(start, start + ROWS_PER_STATEMENT);
  }
}
