import type { RetentionDao } from '@dreamteamhub/db/upkeep';
import type { FastifyBaseLogger } from 'fastify';

/** Drops old stock movements. May stop anywhere and be called again. */
export class StockRetentionService {
  readonly #dao: RetentionDao;
  readonly #days: number;
  readonly #log: FastifyBaseLogger;

  constructor(deps: { dao: RetentionDao; days: number; log: FastifyBaseLogger }) {
    this.#dao = deps.dao;
    this.#days = deps.days;
    this.#log = deps.log;
  }

  /**
   * Drops stock movements by whole months; their sum stays as each product's opening balance. Rejects when a month was
   * in use, after dropping the others.
   */
  async dropOldEvents(): Promise<void> {
    const firstDay = await this.#dao.expire('stock_events', this.#days);
    const { dropped, inUse } = await this.#dao.dropPartitionsBefore(firstDay, ['inventory_events']);
    if (dropped.length > 0) this.#log.info({ dropped }, 'old stock movements were dropped');
    await this.#dao.deleteStockEventsFromDefaultBefore(firstDay);
    if (inUse.length > 0) throw new Error(`in use, so not dropped yet: ${inUse.join(', ')}`);
  }
}
