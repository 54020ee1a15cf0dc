import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { wordArray } from '../core/pg-array.ts';
import type { Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { countImports, type ImportFilter, type ImportListRequest, listImports } from './import-list.ts';
import { applyLines, isPending, refuseLine } from './import-write.ts';
import { type ImportColumnMapping, importMappings, productImportLines, productImports } from './tables.ts';

export type ImportRow = typeof productImports.$inferSelect;
export type ImportLineRow = Omit<typeof productImportLines.$inferSelect, 'importId' | 'appliedAt'> & {
  isApplied: boolean;
};
export type ImportStatus = ImportRow['status'];
export type ImportLineAction = ImportLineRow['action'];

/** A line as it was checked. */
export type ImportLineData = Omit<ImportLineRow, 'isApplied'>;

/** A file as it was checked, without its lines. */
export type ImportData = Pick<
  typeof productImports.$inferInsert,
  'fileName' | 'createdBy' | 'ignoredColumns' | 'format' | 'encoding' | 'mapping' | 'leftOut'
> & { counts: Record<ImportLineAction, number> };

/** More kinds of files than one shop gets. */
const MAPPINGS_KEPT = 200;

/** Whether an import runs that announcements wait for. One that takes too long does not silence the alerts. */
export const isImportRunning = sql`EXISTS (
  SELECT FROM product_imports WHERE status = 'running' AND started_at > now() - interval '10 minutes')`;

/** Product imports and their lines, from the check to the applied change. */
export class ImportDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Returns the products that are meant by SKUs, with what a file may set, and the SKU asked for as `wanted`. Both lists
   * are JSON: neither passes through this process as anything but text.
   */
  async getTargets(skus: string): Promise<string> {
    const { rows } = await this.#db.execute<{ targets: string }>(sql`
      SELECT coalesce(json_agg(json_build_object(
        'wanted', wanted, 'sku', sku, 'name', name, 'stock', stock, 'threshold', threshold,
        'unitPrice', unit_price::text, 'supplier', supplier, 'isArchived', archived_at IS NOT NULL))::text, '[]') AS targets
      FROM json_array_elements_text(${skus}::json) AS wanted
      JOIN inventory_products ON sku = hub_known_sku(wanted)`);
    return rows[0]?.targets ?? '[]';
  }

  /** Stores a file without its lines. */
  async createImport(file: ImportData): Promise<ImportRow> {
    const { counts, ...others } = file;
    const { create: creates, update: updates, unchanged, problem: problems } = counts;
    const [row] = await this.#db
      .insert(productImports)
      .values({ ...others, creates, updates, unchanged, problems })
      .returning();
    if (row === undefined) throw new Error('the insert of an import returned no row');
    return row;
  }

  /**
   * Stores checked lines of a file. They come as JSON: `rows` are `[line, sku, action, change, before, problem]`, without
   * what is null at the end, and a problem is its place in `problems`.
   */
  async addLines(importId: string, lines: string): Promise<void> {
    await this.#db.execute(sql`
      INSERT INTO product_import_lines (import_id, line, sku, action, change, before, problem)
      SELECT ${importId}, (checked->>0)::integer, checked->>1, checked->>2, checked->3,
             nullif(checked->4, 'null'), packed->'problems'->>(checked->>5)::integer
      FROM (SELECT ${lines}::jsonb AS packed) AS file, jsonb_array_elements(packed->'rows') AS checked`);
  }

  /** Returns the mappings that people chose last, by the fingerprint of their header. */
  async getMappings(): Promise<Record<string, ImportColumnMapping>> {
    const rows = await this.#db
      .select({ fingerprint: importMappings.fingerprint, mapping: importMappings.mapping })
      .from(importMappings)
      .orderBy(desc(importMappings.chosenAt))
      .limit(MAPPINGS_KEPT);
    return Object.fromEntries(rows.map(({ fingerprint, mapping }) => [fingerprint, mapping]));
  }

  /** Stores a mapping in place of the one before; forgets those that were not chosen for longest. */
  async rememberMapping(fingerprint: string, mapping: ImportColumnMapping): Promise<void> {
    const chosen = { mapping, chosenAt: sql`now()` };
    await this.#db
      .insert(importMappings)
      .values({ fingerprint, ...chosen })
      .onConflictDoUpdate({ target: importMappings.fingerprint, set: chosen });
    await this.#db.execute(sql`
      DELETE FROM import_mappings WHERE fingerprint IN (
        SELECT fingerprint FROM import_mappings ORDER BY chosen_at DESC OFFSET ${MAPPINGS_KEPT})`);
  }

  async getImport(id: string): Promise<ImportRow | null> {
    const rows = await this.#db.select().from(productImports).where(eq(productImports.id, id));
    return rows[0] ?? null;
  }

  /** Returns one page of imports. */
  getImports(request: ImportListRequest): Promise<Page<ImportRow>> {
    return listImports(this.#db, request);
  }

  /** Returns the number of imports that match, at most 10,000. */
  countImports(filter: ImportFilter): Promise<Total> {
    return countImports(this.#db, filter);
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
