import type { Database } from '@dreamteamhub/db';
import { CommissionDao } from '@dreamteamhub/db/commissions';
import { OrderDao } from '@dreamteamhub/db/orders';
import type { FastifyBaseLogger } from 'fastify';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { BookedCommissions } from './booked-commissions.ts';
import type { Rating } from './order-keeping.ts';

/** So many orders a transaction: none lasts long enough for another writer to wait for it. */
const BATCH = 200;

/** Makes payable what was approved, once its holding time is over. */
export class MaturingService {
  readonly #db: Database;
  readonly #rating: Rating;
  readonly #publishEvent: PublishEvent;
  readonly #log: FastifyBaseLogger;

  constructor(deps: { db: Database; rating: Rating; publishEvent: PublishEvent; log: FastifyBaseLogger }) {
    this.#db = deps.db;
    this.#rating = deps.rating;
    this.#publishEvent = deps.publishEvent;
    this.#log = deps.log;
  }

  /**
   * Matures all that is due. An affiliate whose commissions fail is left for the next run, and does not keep others from
   * theirs; throws at the end then, so that the failure is seen.
   */
  async matureAll(): Promise<void> {
    const now = this.#rating.now();
    const failed = new Set<number>();
    for (;;) {
      const due = await new CommissionDao(this.#db).findDue(now, { limit: BATCH, except: [...failed] });
      if (due.length === 0) break;
      for (const { affiliateId, attributionIds } of due) {
        try {
          await this.#mature(attributionIds, now);
        } catch (error) {
          this.#log.error({ err: error, affiliateId }, 'commissions of an affiliate did not mature');
          failed.add(affiliateId);
        }
      }
    }
    if (failed.size > 0) throw new Error(`commissions of ${failed.size} affiliates did not mature`);
  }

  async #mature(attributionIds: readonly number[], now: Date): Promise<void> {
    const { now: _, ...options } = this.#rating;
    await this.#db.transaction(async (tx) => {
      await new OrderDao(tx).lockAttributionsById(attributionIds);
      const commissions = new BookedCommissions(tx, { ...options, now, publishEvent: this.#publishEvent });
      await commissions.mature(attributionIds);
      await commissions.post();
    });
  }
}
