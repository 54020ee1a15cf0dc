import { type Database, decodeUuidTimeCursor, type Page } from '@dreamteamhub/db';
import { type EpisodeAction, EpisodeDao, type EpisodeRow, type EpisodeStatus } from '@dreamteamhub/db/alerts';
import { AppError, badField } from '../../platform/app-error.ts';
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
};

interface ActionRequest {
  ids: string[];
  note?: string | undefined;
}

/** A longer snooze would be forgotten: archive the product or lower its threshold instead. */
const LONGEST_SNOOZE_DAYS = 90;
/** Covers a season and the same one a year before. */
const KEPT_DAYS = 400;

/** Alert episodes, as operators see and handle them. */
export class EpisodeService {
  readonly #episodes: EpisodeDao;
  readonly #now: () => Date;

  constructor(deps: { db: Database; now: () => Date }) {
    this.#episodes = new EpisodeDao(deps.db);
    this.#now = deps.now;
  }

  /** Returns one page, newest first. Throws `bad_request` for a cursor that the hub did not issue. */
  async list(input: {
    status: EpisodeStatus | 'active';
    sku?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<EpisodeView>> {
    const after = input.cursor === undefined ? undefined : decodeUuidTimeCursor(input.cursor);
    if (after === null) throw badField('cursor', 'is not a cursor from an earlier answer');
    const page = await this.#episodes.getEpisodes({ ...input, after });
    return { items: page.items.map(toView), nextCursor: page.nextCursor };
  }

  count(): Promise<Record<EpisodeStatus, number>> {
    return this.#episodes.countByStatus();
  }

  /** Returns an episode and its timeline, oldest first. Throws `not_found`. */
  async get(id: string): Promise<{ episode: EpisodeView; timeline: TimelineEntry[] }> {
    const [episode] = await this.#episodes.getEpisodesByIds([id]);
    if (episode === undefined) throw new AppError('not_found', `there is no alert ${id}`);
    const [events, deliveries] = await Promise.all([
      this.#episodes.getEvents(id),
      this.#episodes.getDeliveries(id),
    ]);
    return { episode: toView(episode), timeline: toTimeline(events, deliveries) };
  }

  acknowledge(input: ActionRequest, by: string): Promise<{ episodes: EpisodeView[] }> {
    return this.#act(input, { kind: 'acknowledged' }, by);
  }

  /** Throws `bad_request` for a time that has passed, or is more than 90 days ahead. */
  snooze(input: ActionRequest & { until: string }, by: string): Promise<{ episodes: EpisodeView[] }> {
    const until = new Date(input.until);
    const days = (until.getTime() - this.#now().getTime()) / 86_400_000;
    if (days <= 0) throw badField('until', 'has already passed');
    if (days > LONGEST_SNOOZE_DAYS) throw badField('until', `is more than ${LONGEST_SNOOZE_DAYS} days ahead`);
    return this.#act(input, { kind: 'snoozed', until }, by);
  }

  reopen(input: ActionRequest, by: string): Promise<{ episodes: EpisodeView[] }> {
    return this.#act(input, { kind: 'reopened' }, by);
  }

  /** Deletes episodes that were resolved more than 400 days ago, and what was sent about them. */
  forgetOld(): Promise<void> {
    return this.#episodes.deleteOld(KEPT_DAYS);
  }

  async #act(
    { ids, note }: ActionRequest,
    action: EpisodeAction,
    by: string,
  ): Promise<{ episodes: EpisodeView[] }> {
    await this.#episodes.act(ids, action, { by, note: note ?? null });
    const episodes = await this.#episodes.getEpisodesByIds(ids);
    return { episodes: episodes.filter(({ status }) => status !== 'resolved').map(toView) };
  }
}

function toView(row: EpisodeRow): EpisodeView {
  return {
    ...row,
    recoversAt: recoveryLevel(row.threshold),
    openedAt: row.openedAt.toISOString(),
    announcedAt: row.announcedAt?.toISOString() ?? null,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}
