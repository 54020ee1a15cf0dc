import { type SQL, sql } from 'drizzle-orm';
import { runPrepared } from '../core/statement.ts';
import type { Database } from '../database.ts';

/**
 * Rows that are looked at in each table. Ids do not become visible in their order: one that is committed after a higher
 * one is still found, unless so many others have passed it.
 */
const NEWEST = sql.raw('32');

/** Where changes leave their marks. */
export const LIVE_SOURCES = [
  'clicks',
  'fold',
  'orders',
  'attributions',
  'refunds',
  'movements',
  'episodes',
  'deliveries',
  'channels',
  'audit',
] as const;

export type LiveSource = (typeof LIVE_SOURCES)[number];

/**
 * What the newest rows of each source are known by: one that was not there before is a change. Of `fold`: `pending` while
 * clicks or orders wait to be added to the metrics, otherwise `done`. Of `audit`: id and domain, as in `7:inventory`.
 */
export type LiveMarks = Readonly<Record<LiveSource, readonly string[]>>;

/** Finds out that something has changed, without reading what. */
export class LiveDao {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Returns the marks of all sources, in one statement that reads the ends of indexes, however large the tables are. */
  async getMarks(): Promise<LiveMarks> {
    const { rows } = await runPrepared<Record<LiveSource, string[]>>(this.#db, 'hub_live_marks', MARKS);
    const [marks] = rows;
    if (marks === undefined) throw new Error('a statement without FROM returned no row');
    return marks;
  }
}

/** By the primary key, backwards: `id` alone would be the text that is selected. */
const newestIds = (table: string): SQL =>
  sql`ARRAY(SELECT id::text FROM ${sql.identifier(table)} AS own ORDER BY own.id DESC LIMIT ${NEWEST})`;

// A batch of clicks and its row for the fold become visible together, and the fold takes all rows there are: without one,
// all clicks of this snapshot are in the metrics. What an attempt at a delivery changes is in the health of its channel.
const MARKS = sql`
  SELECT ${newestIds('aff_clicks')} AS clicks,
    ARRAY[CASE WHEN EXISTS (SELECT FROM aff_rollup_deltas) THEN 'pending' ELSE 'done' END] AS fold,
    ${newestIds('orders')} AS orders,
    ${newestIds('aff_attributions')} AS attributions,
    ${newestIds('aff_refunds')} AS refunds,
    ${newestIds('inventory_events')} AS movements,
    ${newestIds('alert_episode_events')} AS episodes,
    ARRAY(SELECT id::text FROM deliveries AS own ORDER BY own.created_at DESC, own.id DESC LIMIT ${NEWEST}) AS deliveries,
    ARRAY(SELECT concat_ws(' ', channel, extract(epoch FROM last_delivered_at), failures) FROM channel_health) AS channels,
    ARRAY(SELECT id || ':' || split_part(action, '.', 1)
          FROM audit_log AS own ORDER BY own.id DESC LIMIT ${NEWEST}) AS audit`;
