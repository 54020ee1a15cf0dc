import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import { begins } from '../core/matching.ts';
import { wordArray } from '../core/pg-array.ts';
import {
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortKey,
  type SortRequest,
  sortedBy,
  toSortedPage,
  uuidTimeCursor,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { isInForce, muted, reaching } from './mute-terms.ts';
import { alertMutes } from './tables.ts';

export type MuteKind = typeof alertMutes.$inferSelect.kind;

type MuteRow = Omit<typeof alertMutes.$inferSelect, 'key'>;

/** What a mute reaches: products that are not archived, and the alerts of theirs that are not resolved. */
export interface MuteReach {
  products: Total;
  alerts: number;
}

/** The mute that keeps an episode from being announced: of several, the one that lasts longest. */
export interface EpisodeMute {
  id: string;
  /** Null: until somebody lifts it. */
  until: Date | null;
  by: string;
}

export type MuteSort = 'createdAt' | 'until' | 'value';

export interface MuteFilter {
  kind?: MuteKind | undefined;
  /** The beginning of the value. */
  match?: string | undefined;
  /** Only mutes that reach the product with exactly this SKU. */
  sku?: string | undefined;
}

const createdAt: SortKey = { by: sql`${alertMutes.createdAt}`, type: 'instant' };
const id: SortKey = { by: sql`${alertMutes.id}`, type: 'uuid' };

export const muteList: SortedList<MuteSort> = {
  sorts: {
    createdAt: [createdAt, id],
    until: [{ by: sql`${alertMutes.until}`, type: 'instant', isNullable: true }, id],
    value: [{ by: sql`${alertMutes.value} COLLATE "C"`, type: 'text' }, id],
  },
  plain: { sort: 'createdAt', order: 'desc', ...uuidTimeCursor },
};

/** Counting the products of a mute further takes long and tells a person nothing. */
const MOST_COUNTED = 10_000;

const { key: _, ...columns } = getTableColumns(alertMutes);

/** Mutes in force. One that has ended is as good as deleted. */
export class MuteDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page. */
  async getMutes(
    request: MuteFilter & SortRequest<MuteSort> & { limit: number; after?: ListPlace | undefined },
  ): Promise<Page<MuteRow>> {
    const { sort, order, limit, after } = request;
    const keys = muteList.sorts[sort];
    const rows = await this.#db
      .select({ ...columns, place: placeOf(keys) })
      .from(alertMutes)
      .where(and(matches(request), isAfter(keys, order, after)))
      .orderBy(...sortedBy(keys, order))
      .limit(limit + 1);
    return toSortedPage(rows, limit, { list: muteList, sort, order });
  }

  /** Returns the number of mutes that match, at most 10,000. */
  countMutes(filter: MuteFilter): Promise<Total> {
    return countRows(this.#db, sql`FROM ${alertMutes} WHERE ${matches(filter) ?? sql`true`}`);
  }

  /** Returns what these mutes reach now. */
  getReach(ids: readonly string[]): Promise<Map<string, MuteReach>> {
    return this.#reach(sql`
      SELECT id, kind, key, until, created_by FROM alert_mutes
      WHERE id = ANY (${wordArray(ids, (each) => each)}::uuid[])`);
  }

  /** Returns what such a mute would reach. */
  async previewReach({ kind, value }: { kind: MuteKind; value: string }): Promise<MuteReach> {
    const found = await this.#reach(sql`
      SELECT gen_random_uuid() AS id, ${kind}::text AS kind, ${keyOf(kind, value)} AS key,
             NULL::timestamptz AS until, NULL::text AS created_by`);
    return [...found.values()][0] ?? { products: { count: 0, isMore: false }, alerts: 0 };
  }

  /** Returns the mutes that keep these episodes from being announced, by the episodes' ids. */
  async getMutesOf(episodeIds: readonly string[]): Promise<Map<string, EpisodeMute>> {
    const { rows } = await this.#db.execute<{
      episode: string;
      id: string;
      until: string | null;
      by: string;
    }>(sql`
      WITH wanted AS MATERIALIZED (
        SELECT product.id, sku, supplier, episode.id AS episode_id
        FROM alert_episodes AS episode JOIN inventory_products AS product ON product.id = episode.product_id
        WHERE episode.id = ANY (${wordArray(episodeIds, (each) => each)}::uuid[]) AND status <> 'resolved'
          AND ${isAnyInForce}
      ), ${muted()}
      SELECT episode_id AS episode, mute_id AS id, until, created_by AS by
      FROM muted JOIN wanted ON wanted.id = product_id`);
    return new Map(
      rows.map(({ episode, until, ...mute }) => [
        episode,
        { ...mute, until: until === null ? null : new Date(until) },
      ]),
    );
  }

  /** Returns the number of mutes, and of unresolved episodes that they keep from being announced. */
  async countMuted(): Promise<{ mutes: number; episodes: number }> {
    const { rows } = await this.#withoutNestedLoops((db) =>
      db.execute<{ mutes: number; episodes: number }>(sql`
      WITH wanted AS MATERIALIZED (
        SELECT product.id, sku, supplier
        FROM alert_episodes AS episode JOIN inventory_products AS product ON product.id = episode.product_id
        WHERE status <> 'resolved' AND ${isAnyInForce}
      ), ${muted()}
      SELECT (SELECT count(*)::integer FROM muting) AS mutes, (SELECT count(*)::integer FROM muted) AS episodes`),
    );
    return rows[0] ?? { mutes: 0, episodes: 0 };
  }

  /** Returns a mute and locks it until the transaction ends; null when there is none in force. */
  async lockMute(muteId: string): Promise<MuteRow | null> {
    const rows = await this.#db
      .select(columns)
      .from(alertMutes)
      .where(and(eq(alertMutes.id, muteId), isInForce))
      .for('update');
    return rows[0] ?? null;
  }

  /**
   * Mutes products, in the caller's transaction. The same twice is one: returns the mute there is. Returns null when there
   * are `most` mutes already.
   */
  async createMute(
    mute: { kind: MuteKind; value: string; until: Date | null; note: string | null; by: string },
    most: number,
  ): Promise<{ row: MuteRow; isNew: boolean } | null> {
    const { kind, value, until, note, by } = mute;
    // One at a time, so that two clicks are one mute, and the number holds.
    await this.#db.execute(sql`SELECT pg_advisory_xact_lock(hashtext('hub_create_mute'))`);
    const [same] = await this.#db
      .select(columns)
      .from(alertMutes)
      .where(
        and(
          eq(alertMutes.kind, kind),
          sql`key = ${keyOf(kind, value)}`,
          sql`until IS NOT DISTINCT FROM ${until?.toISOString() ?? null}::timestamptz`,
          isInForce,
        ),
      )
      .limit(1);
    if (same !== undefined) return { row: same, isNew: false };
    const { count } = await this.countMutes({});
    if (count >= most) return null;
    const [row] = await this.#db
      .insert(alertMutes)
      .values({ kind, value, key: keyOf(kind, value), until, note, createdBy: by })
      .returning(columns);
    if (row === undefined) throw new Error('an insert returned no row');
    return { row, isNew: true };
  }

  /** Changes the end or the note of a mute. */
  async updateMute(muteId: string, change: { until?: Date | null; note?: string | null }): Promise<void> {
    await this.#db.update(alertMutes).set(change).where(eq(alertMutes.id, muteId));
  }

  async deleteMute(muteId: string): Promise<void> {
    await this.#db.delete(alertMutes).where(eq(alertMutes.id, muteId));
  }

  /** Deletes the mutes that have ended. */
  async deleteEnded(): Promise<void> {
    await this.#db.execute(sql`DELETE FROM alert_mutes WHERE NOT ${isInForce}`);
  }

  /** The planner expects few mutes to reach few products; where there are thousands, its nested loops take minutes. */
  #withoutNestedLoops<Result>(read: (db: Executor) => Promise<Result>): Promise<Result> {
    return this.#db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL enable_nestloop = off`);
      const result = await read(tx);
      await tx.execute(sql`SET LOCAL enable_nestloop = DEFAULT`);
      return result;
    });
  }

  // Products are counted from the indexes of their names, alerts from the alerts: there are fewer of them.
  async #reach(mutes: SQL): Promise<Map<string, MuteReach>> {
    const { rows } = await this.#withoutNestedLoops((db) =>
      db.execute<{ id: string; products: number; alerts: number }>(sql`
      WITH wanted AS MATERIALIZED (
        SELECT product.id, sku, supplier
        FROM alert_episodes AS episode JOIN inventory_products AS product ON product.id = episode.product_id
        WHERE status <> 'resolved'
      ), ${reaching(mutes)}
      SELECT muting.id,
        (SELECT count(*)::integer FROM (${productsOf} LIMIT ${MOST_COUNTED + 1}) AS counted) AS products,
        (SELECT count(*)::integer FROM reaching WHERE mute_id = muting.id) AS alerts
      FROM muting`),
    );
    return new Map(
      rows.map((row) => [
        row.id,
        {
          products: { count: Math.min(row.products, MOST_COUNTED), isMore: row.products > MOST_COUNTED },
          alerts: row.alerts,
        },
      ]),
    );
  }
}

/** The products that `muting` reaches. */
const productsOf = sql`
  SELECT 1 FROM inventory_products WHERE muting.kind = 'sku' AND sku = muting.key AND archived_at IS NULL
  UNION ALL
  SELECT 1 FROM product_labels WHERE muting.kind = 'supplier' AND supplier = muting.key AND NOT is_archived
  UNION ALL
  SELECT 1 FROM product_labels WHERE muting.kind = 'prefix' AND NOT is_archived
    AND hub_search_text(sku) ~>=~ muting.key AND hub_search_text(sku) ~<~ (muting.key || chr(1114111))`;

const isAnyInForce = sql`EXISTS (SELECT FROM alert_mutes WHERE ${isInForce})`;

function keyOf(kind: MuteKind, value: string): SQL {
  return kind === 'prefix' ? sql`hub_search_text(${value}::text)` : sql`${value}::text`;
}

function matches({ kind, match, sku }: MuteFilter): SQL | undefined {
  return and(
    isInForce,
    kind === undefined ? undefined : eq(alertMutes.kind, kind),
    match === undefined ? undefined : begins(alertMutes.value, match),
    sku === undefined ? undefined : isReaching(sku),
  );
}

function isReaching(sku: string): SQL {
  return sql`EXISTS (
    SELECT FROM inventory_products AS product WHERE product.sku = hub_known_sku(${sku}::text)
      AND CASE kind WHEN 'sku' THEN key = product.sku WHEN 'supplier' THEN key = product.supplier
               ELSE hub_search_text(product.sku) ^@ key END)`;
}
