import { eq, type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import type { BulkField } from './bulk-fields.ts';
import { bulkChanges } from './tables.ts';

export type BulkChangeRow = typeof bulkChanges.$inferSelect;
export type BulkKind = BulkChangeRow['kind'];

/** What a change does to one row; `outcome` null: it is still to be done. */
export interface BulkLine {
  subjectId: number;
  before: unknown;
  after: unknown;
  outcome: string | null;
}

/** The lines of a change by what became of them; null: still to be done. */
export type BulkCounts = ReadonlyMap<string | null, number>;

/** Of conversions: decimal strings in their currency. */
export interface BulkSum {
  currency: string;
  revenue: string;
  /** What is left of it after refunds. */
  commission: string;
}

/** A line with the name that people know its row by. */
interface NamedLine {
  name: string;
  before: unknown;
  after: unknown;
}

/** Changes of many rows. */
export class BulkDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async get(id: string): Promise<BulkChangeRow | null> {
    const [row] = await this.#db.select().from(bulkChanges).where(eq(bulkChanges.id, id));
    return row ?? null;
  }

  /** Locks a change until the transaction ends, so that one caller works on it at a time. */
  async lock(id: string): Promise<BulkChangeRow | null> {
    const [row] = await this.#db.select().from(bulkChanges).where(eq(bulkChanges.id, id)).for('update');
    return row ?? null;
  }

  /** Returns false where there is a change with this id. */
  async insert(change: Pick<BulkChangeRow, 'id' | 'kind' | 'change' | 'createdBy'>): Promise<boolean> {
    const rows = await this.#db
      .insert(bulkChanges)
      .values({ ...change, total: 0 })
      .onConflictDoNothing()
      .returning({ id: bulkChanges.id });
    return rows.length > 0;
  }

  async setTotal(id: string, total: number): Promise<void> {
    await this.#db.update(bulkChanges).set({ total }).where(eq(bulkChanges.id, id));
  }

  async setState(id: string, state: BulkChangeRow['state']): Promise<void> {
    const isStarted = state === 'running';
    await this.#db
      .update(bulkChanges)
      .set({ state, ...(isStarted ? { appliedAt: sql`now()` } : {}) })
      .where(eq(bulkChanges.id, id));
  }

  async count(id: string): Promise<BulkCounts> {
    const { rows } = await this.#db.execute<{ outcome: string | null; lines: number }>(sql`
      SELECT outcome, count(*)::integer AS lines FROM bulk_change_lines WHERE change_id = ${id} GROUP BY outcome`);
    return new Map(rows.map(({ outcome, lines }) => [outcome, lines]));
  }

  /** Returns the first lines with this outcome, in the order of their rows. */
  async getNamed(
    { id, kind }: Pick<BulkChangeRow, 'id' | 'kind'>,
    outcome: string | null,
    limit: number,
  ): Promise<NamedLine[]> {
    const { rows } = await this.#db.execute<{
      name: string | null;
      before: unknown;
      after: unknown;
      id: string;
    }>(sql`
      SELECT line.subject_id AS id, ${names[kind]} AS name, before, after
      FROM (SELECT * FROM bulk_change_lines WHERE change_id = ${id} AND outcome IS NOT DISTINCT FROM ${outcome}
            ORDER BY subject_id LIMIT ${limit}) AS line
      ORDER BY line.subject_id`);
    return rows.map(({ name, id: subjectId, ...line }) => ({ ...line, name: name ?? `no. ${subjectId}` }));
  }

  /** Returns the sums of conversions that are still to be done or were, for each currency. */
  async sum(id: string): Promise<BulkSum[]> {
    const { rows } = await this.#db.execute<{ currency: string; revenue: string; commission: string }>(sql`
      SELECT before->>'currency' AS currency, sum((before->>'revenue')::numeric)::text AS revenue,
             sum((before->>'commission')::numeric - (before->>'commissionReversed')::numeric)::text AS commission
      FROM bulk_change_lines WHERE change_id = ${id} AND (outcome IS NULL OR outcome = 'applied')
      GROUP BY 1 ORDER BY 1`);
    return rows;
  }

  /**
   * Applies the next lines of a change, or undoes them: each row whose column still is as the line says gets the other
   * value. Returns the last row's id, and how many lines there were; fewer than `limit`: that was the end.
   */
  async moveSlice(
    id: string,
    {
      field,
      direction,
      afterId,
      limit,
    }: { field: BulkField; direction: 'apply' | 'undo'; afterId: number; limit: number },
  ): Promise<{ lastId: number; lines: number; moved: number[] }> {
    const { from, to, isOpen, moved, left } = directions[direction];
    const { rows } = await this.#db.execute<{ id: string; is_moved: boolean }>(sql`
      WITH slice AS MATERIALIZED (
        SELECT subject_id, ${from} AS seen, ${to} AS wanted FROM bulk_change_lines
        WHERE change_id = ${id} AND subject_id > ${afterId} AND ${isOpen} ORDER BY subject_id LIMIT ${limit}
      ), locked AS MATERIALIZED (
        -- In this order, as changes of stock lock them: no two deadlock.
        SELECT ${field.table}.id, slice.wanted, ${field.current} = slice.seen AND NOT ${field.isBarred ?? sql`false`} AS is_moved
        FROM slice JOIN ${field.table} ON ${field.table}.id = slice.subject_id
        ORDER BY ${field.table}.id FOR NO KEY UPDATE OF ${field.table}
      ), changed AS (
        UPDATE ${field.table} SET ${field.assign(sql`locked.wanted`)}
        FROM locked WHERE ${field.table}.id = locked.id AND locked.is_moved
      ), marked AS (
        UPDATE bulk_change_lines SET outcome = CASE WHEN locked.is_moved THEN ${moved} ELSE ${left} END
        FROM locked WHERE change_id = ${id} AND subject_id = locked.id
      )
      SELECT id, is_moved FROM locked ORDER BY id`);
    return {
      lastId: Number(rows.at(-1)?.id ?? afterId),
      lines: rows.length,
      moved: rows.filter((row) => row.is_moved).map((row) => Number(row.id)),
    };
  }

  /** Writes into the audit log what a slice changed in the rates or states of affiliates. */
  async recordAffiliates(
    id: string,
    {
      ids,
      direction,
      field,
      actor,
    }: {
      ids: readonly number[];
      direction: 'apply' | 'undo';
      field: string;
      actor: { id: string | null; requestId: string | null; network: string | null };
    },
  ): Promise<void> {
    const { from, to } = directions[direction];
    await this.#db.execute(sql`
      INSERT INTO audit_log (actor_kind, actor_id, action, subject_kind, subject_id, before, after, request_id, network)
      SELECT 'person', ${actor.id}, 'affiliates.updateAffiliate', 'affiliate', subject_id::text,
             jsonb_build_object(${field}::text, ${from}), jsonb_build_object(${field}::text, ${to}), ${actor.requestId}, ${actor.network}
      FROM bulk_change_lines WHERE change_id = ${id} AND subject_id = ANY (${`{${ids.join(',')}}`}::bigint[])`);
  }

  /** Returns the next lines that are still to be done. */
  async getOpen(id: string, limit: number): Promise<BulkLine[]> {
    const { rows } = await this.#db.execute<{ id: string; before: unknown; after: unknown }>(sql`
      SELECT subject_id AS id, before, after FROM bulk_change_lines
      WHERE change_id = ${id} AND outcome IS NULL ORDER BY subject_id LIMIT ${limit}`);
    return rows.map((row) => ({
      subjectId: Number(row.id),
      before: row.before,
      after: row.after,
      outcome: null,
    }));
  }

  /** Says what became of a line that is still to be done; false where somebody else said so first. */
  async settle(id: string, subjectId: number, outcome: string): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      UPDATE bulk_change_lines SET outcome = ${outcome}
      WHERE change_id = ${id} AND subject_id = ${subjectId} AND outcome IS NULL`);
    return (rowCount ?? 0) > 0;
  }

  /** Returns who changed rows that an undo left as they are, since the change was applied, by name; at most 5. */
  async getLaterChangers({ id, kind }: Pick<BulkChangeRow, 'id' | 'kind'>): Promise<string[]> {
    const { rows } = await this.#db.execute<{ name: string }>(sql`
      WITH kept AS (SELECT subject_id, before FROM bulk_change_lines
                    WHERE change_id = ${id} AND outcome = 'kept' ORDER BY subject_id LIMIT 500),
           change AS (SELECT applied_at FROM bulk_changes WHERE id = ${id})
      SELECT DISTINCT name FROM (
        ${recordedChangers[kind]}
        UNION ALL
        SELECT person.name FROM kept JOIN bulk_change_lines AS other ON other.subject_id = kept.subject_id
        JOIN bulk_changes ON bulk_changes.id = other.change_id AND bulk_changes.id <> ${id} AND bulk_changes.kind = ${kind}
        JOIN auth_users AS person ON person.id = created_by
        WHERE other.outcome = 'applied' AND applied_at > (SELECT applied_at FROM change)
      ) AS changers WHERE name IS NOT NULL ORDER BY name LIMIT 5`);
    return rows.map(({ name }) => name);
  }

  /** Deletes changes after 30 days, and those that nobody applied after one. */
  async deleteOld(): Promise<void> {
    await this.#db.execute(sql`
      DELETE FROM bulk_changes WHERE created_at < now() - interval '30 days'
        OR (state = 'ready' AND created_at < now() - interval '1 day')`);
  }
}

const directions = {
  apply: {
    from: sql`before`,
    to: sql`after`,
    isOpen: sql`outcome IS NULL`,
    moved: sql`'applied'`,
    left: sql`'changed'`,
  },
  undo: {
    from: sql`after`,
    to: sql`before`,
    isOpen: sql`outcome = 'applied'`,
    moved: sql`'undone'`,
    left: sql`'kept'`,
  },
};

const names: Record<BulkKind, SQL> = {
  products: sql`(SELECT sku FROM inventory_products WHERE id = line.subject_id)`,
  affiliates: sql`(SELECT name FROM affiliates WHERE id = line.subject_id)`,
  conversions: sql`(SELECT order_id FROM aff_attributions WHERE id = line.subject_id)`,
  alerts: sql`(SELECT sku FROM inventory_products WHERE id = line.subject_id)`,
};

/** Who changed a row that was kept, by the audit log, which names rows in its own way. */
const audited = (kind: string, key: SQL) => sql`
  SELECT coalesce(person.name, audit_log.actor_kind) AS name FROM kept
  JOIN audit_log ON subject_kind = ${kind} AND audit_log.subject_id = ${key}
  LEFT JOIN auth_users AS person ON actor_kind = 'person' AND person.id = actor_id
  WHERE audit_log.at > (SELECT applied_at FROM change)`;

const recordedChangers: Record<BulkKind, SQL> = {
  products: audited('product', sql`(SELECT sku FROM inventory_products WHERE id = kept.subject_id)`),
  affiliates: audited('affiliate', sql`kept.subject_id::text`),
  conversions: audited('conversion', sql`kept.subject_id::text`),
  // Their own timeline has it. Whatever the hub does by itself names nobody.
  alerts: sql`
    SELECT coalesce(person.name, entry.actor) AS name FROM kept
    JOIN alert_episode_events AS entry ON entry.episode_id = (kept.before->>'episode')::uuid
    LEFT JOIN auth_users AS person ON person.email = entry.actor
    WHERE entry.kind IN ('acknowledged', 'snoozed', 'reopened') AND entry.occurred_at > (SELECT applied_at FROM change)`,
};
