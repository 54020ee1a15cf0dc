import type { Database, Page, SortRequest, Total } from '@dreamteamhub/db';
import {
  actOnEpisodes,
  type EpisodeAction,
  EpisodeActionDao,
  type EpisodeChoice,
  EpisodeDao,
  type EpisodeFilter,
  type EpisodeMute,
  type EpisodeRow,
  type EpisodeSeverity,
  type EpisodeSort,
  type EpisodeStatus,
  episodeList,
  MuteDao,
} from '@dreamteamhub/db/alerts';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { BulkRecord } from './bulk-record.ts';
import { recoveryLevel } from './rules.ts';
import { type TimelineEntry, toTimeline } from './timeline.ts';

/** An episode as the API returns it. */
export type EpisodeView = {
  [Field in keyof EpisodeRow]: EpisodeRow[Field] extends Date
    ? string
    : EpisodeRow[Field] extends Date | null
      ? string | null
      : EpisodeRow[Field];
} & {
  /** The stock that ends the shortage. */
  recoversAt: number;
  /** What keeps it from being announced; a mute without an end lasts until somebody lifts it. */
  mute: { id: string; until: string | null; by: string } | null;
};

interface AskedFilter<Status extends EpisodeStatus | 'active' = EpisodeStatus | 'active'> {
  status: Status;
  sku?: string | undefined;
  match?: string | undefined;
  severity?: EpisodeSeverity | undefined;
  /** ISO 8601 instants. */
  openedFrom?: string | undefined;
  openedTo?: string | undefined;
}

interface Asked extends AskedFilter, SortRequest<EpisodeSort> {
  withTotal?: boolean | undefined;
  /** For exports: the total has no end. */
  isWhole?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
}

type Listed = Page<EpisodeView> & { total?: Total | undefined; asOf?: string | undefined };

/** These episodes, or all that match a filter and were open at a time. */
interface ActionRequest {
  ids?: string[] | undefined;
  filter?: AskedFilter<EpisodeChoice['status']> | undefined;
  asOf?: string | undefined;
  note?: string | undefined;
}

/** Who acts: the caller, and the name that timelines show. */
interface By {
  caller: Caller;
  name: string;
}

interface ActionRecord {
  by: string;
  note: string | null;
  /** Null of one alert, and of what a key does: its timeline has that. */
  bulk: BulkRecord | null;
}

interface ActionAnswer {
  episodes: EpisodeView[];
  /** How many changed. */
  applied: number;
  /** How many did not, and why. */
  left: { unchanged: number; resolved: number; unknown: number };
  /** What it is known by among changes of many rows. */
  changeId: string | null;
}

/** Episodes that one transaction changes. */
const BATCH = 500;

/** A longer snooze would be forgotten: archive the product or lower its threshold instead. */
const LONGEST_SNOOZE_DAYS = 90;
/** Covers a season and the same one a year before. */
const KEPT_DAYS = 400;

/** Alert episodes, as operators see and handle them. */
export class EpisodeService {
  readonly #db: Database;
  readonly #episodes: EpisodeDao;
  readonly #mutes: MuteDao;
  readonly #now: () => Date;

  constructor(deps: { db: Database; now: () => Date }) {
    this.#db = deps.db;
    this.#episodes = new EpisodeDao(deps.db);
    this.#mutes = new MuteDao(deps.db);
    this.#now = deps.now;
  }

  /** Returns one page. Throws `bad_request` for a cursor of another order. */
  async list(input: Asked): Promise<Listed> {
    const { sort, order } = input;
    const filter = toFilter(input);
    const after = readPlace(episodeList, { sort, order, cursor: input.cursor });
    const [page, counted] = await Promise.all([
      this.#episodes.getEpisodes({ ...filter, sort, order, limit: input.limit, after }),
      input.withTotal === true
        ? this.#episodes.countEpisodes({ ...filter, isWhole: input.isWhole })
        : undefined,
    ]);
    return {
      items: await this.#toViews(page.items),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /** Returns the number of alerts in each state, of those that a mute keeps from being announced, and of mutes. */
  async count(): Promise<Record<EpisodeStatus | 'muted' | 'mutes', number>> {
    const [byStatus, { episodes: muted, mutes }] = await Promise.all([
      this.#episodes.countByStatus(),
      this.#mutes.countMuted(),
    ]);
    return { ...byStatus, muted, mutes };
  }

  /** Returns an episode and its timeline, oldest first. Throws `not_found`. */
  async get(id: string): Promise<{ episode: EpisodeView; timeline: TimelineEntry[] }> {
    const [episode] = await this.#episodes.getEpisodesByIds([id]);
    if (episode === undefined) throw new AppError('not_found', `there is no alert ${id}`);
    const [view, events, deliveries] = await Promise.all([
      this.#toViews([episode]),
      this.#episodes.getEvents(id),
      this.#episodes.getDeliveries(id),
    ]);
    return { episode: view[0] ?? toView(episode), timeline: toTimeline(events, deliveries) };
  }

  acknowledge(input: ActionRequest, by: By): Promise<ActionAnswer> {
    return this.#act(input, { kind: 'acknowledged' }, by);
  }

  /** Throws `bad_request` for a time that has passed, or is more than 90 days ahead. */
  snooze(input: ActionRequest & { until: string }, by: By): Promise<ActionAnswer> {
    const until = new Date(input.until);
    const days = (until.getTime() - this.#now().getTime()) / 86_400_000;
    if (days <= 0) throw badField('until', 'has already passed');
    if (days > LONGEST_SNOOZE_DAYS) throw badField('until', `is more than ${LONGEST_SNOOZE_DAYS} days ahead`);
    return this.#act(input, { kind: 'snoozed', until }, by);
  }

  reopen(input: ActionRequest, by: By): Promise<ActionAnswer> {
    return this.#act(input, { kind: 'reopened' }, by);
  }

  /** Deletes episodes that were resolved more than 400 days ago, and what was sent about them. */
  forgetOld(): Promise<void> {
    return this.#episodes.deleteOld(KEPT_DAYS);
  }

  #act(request: ActionRequest, action: EpisodeAction, by: By): Promise<ActionAnswer> {
    const { ids, filter, asOf } = request;
    const chosen = ids === undefined ? undefined : [...new Set(ids)];
    const isKept = by.caller.kind === 'person' && chosen?.length !== 1;
    const bulk = isKept ? new BulkRecord(action, by.caller) : null;
    const record = { by: by.name, note: request.note ?? null, bulk };
    if (chosen !== undefined) return this.#actOnThese(chosen, action, record);
    if (filter === undefined || asOf === undefined) throw new Error('the contract asks for ids or a filter');
    return this.#actOnAll({ ...toFilter(filter), asOf: new Date(asOf) }, action, record);
  }

  async #actOnThese(ids: string[], action: EpisodeAction, record: ActionRecord): Promise<ActionAnswer> {
    const applied = await this.#db.transaction(async (tx) => {
      const changed = await actOnEpisodes(tx, ids, action, record);
      await record.bulk?.add(tx, changed, { expected: changed.length, isLast: true });
      return changed.length;
    });
    const found = await this.#episodes.getEpisodesByIds(ids);
    const unresolved = found.filter(({ status }) => status !== 'resolved');
    return {
      episodes: await this.#toViews(unresolved),
      applied,
      left: {
        unchanged: Math.max(0, unresolved.length - applied),
        resolved: found.length - unresolved.length,
        unknown: ids.length - found.length,
      },
      changeId: record.bulk?.id ?? null,
    };
  }

  async #toViews(rows: readonly EpisodeRow[]): Promise<EpisodeView[]> {
    if (rows.length === 0) return [];
    const mutes = await this.#mutes.getMutesOf(rows.map(({ id }) => id));
    return rows.map((row) => toView(row, mutes.get(row.id)));
  }

  /** A batch at a time, so that a scan and changes of stock never wait long for their episodes. */
  async #actOnAll(choice: EpisodeChoice, action: EpisodeAction, record: ActionRecord): Promise<ActionAnswer> {
    const actions = new EpisodeActionDao(this.#db);
    const { wanted, ...left } = await actions.countChosen(choice, action.kind);
    const { bulk, ...entry } = record;
    let applied = 0;
    let afterId: string | null = null;
    for (;;) {
      const ids = await actions.getChosenIds(choice, action.kind, { limit: BATCH, afterId });
      const isLast = ids.length < BATCH;
      const changed = await this.#db.transaction(async (tx) => {
        if ((await bulk?.goOn(tx)) === false) return null;
        const episodes = await actOnEpisodes(tx, ids, action, { ...entry, status: choice.status });
        await bulk?.add(tx, episodes, { expected: wanted, isLast });
        return episodes.length;
      });
      // Somebody undoes it already.
      if (changed === null) break;
      applied += changed;
      // Somebody was faster.
      left.unchanged += ids.length - changed;
      afterId = ids.at(-1) ?? null;
      if (isLast) break;
    }
    return { episodes: [], applied, left: { ...left, unknown: 0 }, changeId: bulk?.id ?? null };
  }
}

function toFilter<Status extends EpisodeStatus | 'active'>({
  status,
  sku,
  match,
  severity,
  openedFrom,
  openedTo,
}: AskedFilter<Status>): EpisodeFilter & { status: Status } {
  return {
    ...{ status, sku, match, severity },
    openedFrom: openedFrom === undefined ? undefined : new Date(openedFrom),
    openedTo: openedTo === undefined ? undefined : new Date(openedTo),
  };
}

function toView(row: EpisodeRow, mute?: EpisodeMute): EpisodeView {
  return {
    ...row,
    mute: mute === undefined ? null : { ...mute, until: mute.until?.toISOString() ?? null },
    recoversAt: recoveryLevel(row.threshold),
    openedAt: row.openedAt.toISOString(),
    announcedAt: row.announcedAt?.toISOString() ?? null,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}
