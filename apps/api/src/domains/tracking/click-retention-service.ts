import type { RetentionDao } from '@dreamteamhub/db/upkeep';
import type { FastifyBaseLogger } from 'fastify';

/** The length of a stretch of time whose clicks lose their addresses at once, and how many clicks it should have. */
const STRETCH = { firstMinutes: 10, longestMinutes: 24 * 60, fewClicks: 2_500, manyClicks: 20_000 };

/** Deletes what was kept for long enough. Everything here may stop anywhere and be called again. */
export class RetentionService {
  readonly #dao: RetentionDao;
  readonly #clickDays: number;
  readonly #ipDays: number;
  readonly #log: FastifyBaseLogger;

  constructor(deps: { dao: RetentionDao; clickDays: number; ipDays: number; log: FastifyBaseLogger }) {
    this.#dao = deps.dao;
    this.#clickDays = deps.clickDays;
    this.#ipDays = deps.ipDays;
    this.#log = deps.log;
  }

  /** Drops clicks and event ids by whole months. Rejects when a month was in use, after dropping the others. */
  async dropOldClicks(): Promise<void> {
    const firstDay = await this.#dao.expire('clicks', this.#clickDays);
    const { dropped, inUse } = await this.#dao.dropPartitionsBefore(firstDay, [
      'aff_clicks',
      'aff_event_ids',
    ]);
    if (dropped.length > 0) this.#log.info({ dropped }, 'old clicks and event ids were dropped');
    await this.#dao.deleteClicksFromDefaultsBefore(firstDay);
    if (inUse.length > 0) throw new Error(`in use, so not dropped yet: ${inUse.join(', ')}`);
  }

  /** Clears addresses and user agents of old clicks, one stretch of time after another, however late it runs. */
  async forgetAddresses(): Promise<void> {
    let minutes = STRETCH.firstMinutes;
    for (;;) {
      const clicks = await this.#dao.forgetAddresses(this.#ipDays, minutes);
      if (clicks === null) return;
      // Stretches of about the same size, whether a day has ten clicks or ten million.
      if (clicks < STRETCH.fewClicks) minutes = Math.min(minutes * 2, STRETCH.longestMinutes);
      if (clicks > STRETCH.manyClicks) minutes = Math.max(Math.floor(minutes / 2), 1);
    }
  }

  /** Deletes visitors who did not return, and old event ids that carry no time. */
  async forgetVisitors(): Promise<void> {
    await this.#dao.deleteOldVisitors();
    await this.#dao.deleteOldUntimedEventIds();
  }
}
