import { type SQL, sql } from 'drizzle-orm';
import { wordArray } from '../core/pg-array.ts';
import type { Executor, Transaction } from '../database.ts';
import { type EpisodeFilter, type EpisodeStatus, fromEpisodes, isAmong } from './episode-list.ts';

/** What an operator can do with episodes. */
export type EpisodeAction =
  | { kind: 'acknowledged' }
  | { kind: 'snoozed'; until: Date }
  /** Takes an acknowledgement or a snooze back. */
  | { kind: 'reopened' };

/** Episodes that a person saw and did not choose one by one. */
export interface EpisodeChoice extends EpisodeFilter {
  status: 'active' | Exclude<EpisodeStatus, 'resolved'>;
  /** When they were seen: later ones are not meant. */
  asOf: Date;
}

/** What an action did to one episode. Both states are JSON that {@link undoActions} understands. */
export interface ChangedEpisode {
  productId: number;
  before: unknown;
  after: unknown;
}

/** Operators' actions on alert episodes. */
export class EpisodeActionDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns ids of chosen episodes that an action would change, in the order of their ids, after `afterId`. */
  async getChosenIds(
    choice: EpisodeChoice,
    kind: EpisodeAction['kind'],
    page: { limit: number; afterId: string | null },
  ): Promise<string[]> {
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT alert_episodes.id ${chosen(choice)} AND ${isInState(choice.status)} AND ${changes[kind]}
        AND (${page.afterId}::uuid IS NULL OR alert_episodes.id > ${page.afterId}::uuid)
      ORDER BY alert_episodes.id LIMIT ${page.limit}`);
    return rows.map(({ id }) => id);
  }

  /**
   * Returns how many chosen episodes an action would change, and how many it leaves as they are: already so, or resolved
   * since they were seen.
   */
  async countChosen(
    choice: EpisodeChoice,
    kind: EpisodeAction['kind'],
  ): Promise<{ wanted: number; unchanged: number; resolved: number }> {
    const { rows } = await this.#db.execute<{ wanted: number; unchanged: number; resolved: number }>(sql`
      SELECT count(*) FILTER (WHERE ${isInState(choice.status)} AND ${changes[kind]})::integer AS wanted,
             count(*) FILTER (WHERE ${isInState(choice.status)} AND NOT ${changes[kind]})::integer AS unchanged,
             count(*) FILTER (WHERE status = 'resolved')::integer AS resolved
      ${chosen(choice)} AND (status <> 'resolved' OR resolved_at > ${choice.asOf.toISOString()}::timestamptz)`);
    return rows[0] ?? { wanted: 0, unchanged: 0, resolved: 0 };
  }
}

/**
 * Applies an operator's action to episodes and records it. Resolved episodes, and those already in the wanted state, stay
 * as they are. `by` names the caller in the record; with `status`, only episodes in that state change. Returns those that
 * changed.
 */
export async function actOnEpisodes(
  tx: Transaction,
  ids: readonly string[],
  action: EpisodeAction,
  record: { by: string; note: string | null; status?: EpisodeChoice['status'] },
): Promise<ChangedEpisode[]> {
  const until = action.kind === 'snoozed' ? action.until.toISOString() : null;
  const { status = 'active' } = record;
  await awaitScan(tx);
  const { rows } = await tx.execute<{ productId: number; before: unknown; after: unknown }>(sql`
    WITH wanted AS MATERIALIZED (
      SELECT id, ${stateOf(sql`alert_episodes`)} AS before FROM alert_episodes
      WHERE id = ANY (${wordArray(ids, (id) => id)}::uuid[])
        AND ${isInState(status)} AND ${changes[action.kind]}
      ORDER BY id FOR UPDATE
    ), changed AS (
      UPDATE alert_episodes AS episode
      SET status = ${STATUS_AFTER[action.kind]},
          acknowledged_at = CASE WHEN ${action.kind} = 'acknowledged' THEN now() END,
          acknowledged_by = CASE WHEN ${action.kind} = 'acknowledged' THEN ${record.by} END,
          snoozed_until = ${until}::timestamptz,
          snoozed_by = CASE WHEN ${action.kind} = 'snoozed' THEN ${record.by} END
      FROM wanted WHERE episode.id = wanted.id
      RETURNING product_id, before, ${stateOf(sql`episode`)} AS after
    ), noted AS (
      INSERT INTO alert_episode_events (episode_id, kind, actor, note, until)
      SELECT id, ${action.kind}, ${record.by}, ${record.note}, ${until}::timestamptz FROM wanted
    )
    SELECT product_id AS "productId", before, after FROM changed`);
  return rows;
}

/**
 * Undoes the next lines of a change of many episodes: each that still is as the change left it gets back what it had
 * before, and the timeline says who did that. Returns the last line's row; fewer lines than `limit`: that was the end.
 */
export async function undoActions(
  tx: Transaction,
  changeId: string,
  { afterId, limit, by }: { afterId: number; limit: number; by: string },
): Promise<{ lastId: number; lines: number }> {
  await awaitScan(tx);
  const { rows } = await tx.execute<{ id: string }>(sql`
    WITH slice AS MATERIALIZED (
      SELECT subject_id, before, after FROM bulk_change_lines
      WHERE change_id = ${changeId} AND subject_id > ${afterId} AND outcome = 'applied'
      ORDER BY subject_id LIMIT ${limit}
    ), locked AS MATERIALIZED (
      SELECT episode.id, subject_id, before, ${stateOf(sql`episode`)} = after AS is_same,
             (before->>'acknowledgedAt')::timestamptz AS acknowledged_at,
             (before->>'snoozedUntil')::timestamptz AS snoozed_until
      FROM slice JOIN alert_episodes AS episode ON episode.id = (before->>'episode')::uuid
      ORDER BY episode.id FOR UPDATE OF episode
    ), changed AS (
      UPDATE alert_episodes AS episode
      SET status = locked.before->>'status',
          acknowledged_at = locked.acknowledged_at,
          -- Lines name nobody, so that an erased person is in none: the timeline knows.
          acknowledged_by = (SELECT actor FROM alert_episode_events AS entry
                             WHERE entry.episode_id = locked.id AND entry.kind = 'acknowledged'
                               AND entry.occurred_at = locked.acknowledged_at ORDER BY entry.id DESC LIMIT 1),
          snoozed_until = locked.snoozed_until,
          snoozed_by = (SELECT actor FROM alert_episode_events AS entry
                        WHERE entry.episode_id = locked.id AND entry.kind = 'snoozed'
                          AND entry.until = locked.snoozed_until ORDER BY entry.id DESC LIMIT 1)
      FROM locked WHERE episode.id = locked.id AND locked.is_same
    ), noted AS (
      INSERT INTO alert_episode_events (episode_id, kind, actor, note, until)
      SELECT id, CASE before->>'status' WHEN 'open' THEN 'reopened' ELSE before->>'status' END, ${by}, ${UNDONE}, snoozed_until
      FROM locked WHERE is_same
    ), marked AS (
      UPDATE bulk_change_lines AS line SET outcome = CASE WHEN locked.is_same THEN 'undone' ELSE 'kept' END
      FROM locked WHERE line.change_id = ${changeId} AND line.subject_id = locked.subject_id
    )
    SELECT subject_id AS id FROM slice ORDER BY subject_id`);
  return { lastId: Number(rows.at(-1)?.id ?? afterId), lines: rows.length };
}

const UNDONE = 'A bulk change was undone.';

/** A scan changes many episodes as well, in another order: the two could deadlock. */
async function awaitScan(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT FROM alert_flush FOR UPDATE`);
}

/** What an action changes of an episode, the same text in every session. */
function stateOf(episode: SQL): SQL {
  const time = (column: SQL) =>
    sql`to_char(${episode}.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return sql`jsonb_build_object('episode', ${episode}.id, 'status', ${episode}.status,
    'acknowledgedAt', ${time(sql`acknowledged_at`)}, 'snoozedUntil', ${time(sql`snoozed_until`)})`;
}

/** Episodes of a choice in any state: they were open when somebody saw them, to the millisecond. */
function chosen({ status: _, asOf, ...filter }: EpisodeChoice): SQL {
  return sql`${fromEpisodes(filter)}
    WHERE opened_at < ${asOf.toISOString()}::timestamptz + interval '1 millisecond' AND ${isAmong(filter) ?? sql`true`}`;
}

function isInState(status: EpisodeChoice['status']): SQL {
  return status === 'active' ? sql`status <> 'resolved'` : sql`status = ${status}`;
}

const STATUS_AFTER = { acknowledged: 'acknowledged', snoozed: 'snoozed', reopened: 'open' } as const;

/** Episodes that an action changes; a snooze always does, because its end may differ. */
const changes = {
  acknowledged: sql`(status <> 'acknowledged')`,
  snoozed: sql`(true)`,
  reopened: sql`(status <> 'open')`,
};
