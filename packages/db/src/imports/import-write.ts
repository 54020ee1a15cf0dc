import { and, eq, type SQL, sql } from 'drizzle-orm';
import { numberArray, textArray } from '../core/pg-array.ts';
import type { Executor, Transaction } from '../database.ts';
import { changeStock } from '../inventory/stock-write.ts';
import { productImports } from './tables.ts';

/** The condition for lines that wait to be applied. */
export const isPending = sql`action IN ('create', 'update') AND applied_at IS NULL`;

/** The metadata of an import's movements. */
type MovementNotes = { reference: string; by: string };

/**
 * Applies lines of an import in one transaction, with a movement for each stock that changes: all lines, or none when
 * the database refuses one. Lines that were applied before are skipped; a line whose product was archived meanwhile gets
 * `archivedProblem`. Returns false when the import no longer runs.
 */
export function applyLines(
  db: Executor,
  {
    importId,
    lines,
    archivedProblem,
  }: { importId: string; lines: readonly number[]; archivedProblem: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const file = await lockRunning(tx, importId);
    if (file === null) return false;
    const notes = { reference: `import ${file.fileName}`, by: file.createdBy };
    const chosen = sql`import_id = ${importId} AND line = ANY (${numberArray(lines, (line) => line)}::integer[])
                       AND ${isPending}`;
    await createProducts(tx, chosen, notes);
    await updateProducts(tx, chosen, notes);
    await refuseLines(tx, importId, chosen, archivedProblem);
    return true;
  });
}

/** Turns a line into a problem, unless it was applied. Returns false when the import no longer runs. */
export function refuseLine(
  db: Executor,
  { importId, line, problem }: { importId: string; line: number; problem: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    if ((await lockRunning(tx, importId)) === null) return false;
    const chosen = sql`import_id = ${importId} AND line = ${line} AND ${isPending}`;
    await refuseLines(tx, importId, chosen, problem);
    return true;
  });
}

/** Locks a running import, so that one worker writes at a time, and none during a cancellation. */
async function lockRunning(
  tx: Transaction,
  importId: string,
): Promise<typeof productImports.$inferSelect | null> {
  const rows = await tx
    .select()
    .from(productImports)
    .where(and(eq(productImports.id, importId), eq(productImports.status, 'running')))
    .for('update');
  return rows[0] ?? null;
}

/** Creates new products. A SKU that was added elsewhere since the check is left to {@link updateProducts}. */
async function createProducts(tx: Transaction, chosen: SQL, notes: MovementNotes): Promise<void> {
  const { rows } = await tx.execute<{ sku: string }>(sql`
    WITH created AS (
      INSERT INTO inventory_products (sku, name, stock, threshold, unit_price, supplier)
      SELECT sku, change->>'name', (change->>'stock')::integer, (change->>'threshold')::integer,
             (change->>'unitPrice')::numeric, change->>'supplier'
      FROM product_import_lines WHERE ${chosen} AND action = 'create'
      -- All imports insert in this order, so that no two deadlock.
      ORDER BY sku
      ON CONFLICT DO NOTHING
      RETURNING id, sku, stock
    ), moved AS (
      INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, metadata)
      SELECT sku, 'initial', 0, stock, stock, ${JSON.stringify(notes)}::jsonb FROM created ORDER BY id
    )
    SELECT sku FROM created`);
  await markApplied(tx, chosen, rows);
}

/** Updates existing products, and their stock through {@link changeStock}. An archived product stays as it is. */
async function updateProducts(tx: Transaction, chosen: SQL, notes: MovementNotes): Promise<void> {
  // Locks by id, as a change of stock does. NO KEY UPDATE: alert episodes reference the product and must not wait.
  const { rows } = await tx.execute<{ sku: string; stock: number | null }>(sql`
    WITH locked AS (
      SELECT product.id, product.stock, change
      FROM product_import_lines JOIN inventory_products AS product USING (sku)
      WHERE ${chosen} AND archived_at IS NULL
      ORDER BY product.id
      FOR NO KEY UPDATE OF product
    )
    UPDATE inventory_products AS product
    SET name = coalesce(change->>'name', name),
        threshold = coalesce((change->>'threshold')::integer, threshold),
        unit_price = coalesce((change->>'unitPrice')::numeric, unit_price),
        supplier = coalesce(change->>'supplier', supplier)
    FROM locked WHERE product.id = locked.id
    RETURNING sku, nullif((change->>'stock')::integer, locked.stock) AS stock`);
  const counted = rows.flatMap(({ sku, stock }) => (stock === null ? [] : [{ sku, stock, metadata: notes }]));
  if (counted.length > 0) {
    const result = await changeStock(tx, counted, { isAllOrNothing: true, holdsAlerts: false });
    if (result.outcome !== 'done') throw new Error(`an import could not change stock: ${result.outcome}`);
  }
  await markApplied(tx, chosen, rows);
}

async function markApplied(tx: Transaction, chosen: SQL, products: { sku: string }[]): Promise<void> {
  if (products.length === 0) return;
  await tx.execute(sql`
    WITH applied AS (
      UPDATE product_import_lines SET applied_at = now()
      WHERE ${chosen} AND sku = ANY (${textArray(products, ({ sku }) => sku)}::text[])
      RETURNING import_id
    )
    UPDATE product_imports SET applied = applied + (SELECT count(*) FROM applied)
    WHERE id IN (SELECT import_id FROM applied)`);
}

async function refuseLines(tx: Transaction, importId: string, chosen: SQL, problem: string): Promise<void> {
  const { rows } = await tx.execute<{ action: string }>(
    sql`SELECT action FROM product_import_lines WHERE ${chosen}`,
  );
  if (rows.length === 0) return;
  const creates = rows.filter(({ action }) => action === 'create').length;
  await tx.execute(sql`
    UPDATE product_import_lines SET action = 'problem', problem = ${problem} WHERE ${chosen}`);
  await tx.execute(sql`
    UPDATE product_imports
    SET creates = creates - ${creates}, updates = updates - ${rows.length - creates},
        problems = problems + ${rows.length}
    WHERE id = ${importId}`);
}
