import type { Database } from '@dreamteamhub/db';
import { CommissionDao } from '@dreamteamhub/db/commissions';
import { OrderDao } from '@dreamteamhub/db/orders';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { BookedCommissions } from './booked-commissions.ts';
import { knownOf } from './known.ts';
import type { Rating } from './order-keeping.ts';

/** So many conversions a transaction: none lasts long enough for an order to wait for it. */
const BATCH = 100;

/**
 * Books what is owed for conversions from versions of the hub that kept no ledger. Whoever changes such a conversion first
 * books it as well, so that nobody waits for this.
 */
export class EarlierCommissionsService {
  readonly #db: Database;
  readonly #rating: Rating;
  readonly #publishEvent: PublishEvent;

  constructor(deps: { db: Database; rating: Rating; publishEvent: PublishEvent }) {
    this.#db = deps.db;
    this.#rating = deps.rating;
    this.#publishEvent = deps.publishEvent;
  }

  /** Goes through all conversions without commissions. It can stop at any point: the next run goes on from there. */
  async bookAll(): Promise<void> {
    for (let after = 0; ; ) {
      const ids = await new CommissionDao(this.#db).findUnbooked(after, BATCH);
      const last = ids.at(-1);
      if (last === undefined) return;
      await this.#book(ids);
      after = last;
    }
  }

  async #book(ids: readonly number[]): Promise<void> {
    const { now, ...options } = this.#rating;
    await this.#db.transaction(async (tx) => {
      const orders = new OrderDao(tx);
      const commissions = new BookedCommissions(tx, {
        ...options,
        now: now(),
        publishEvent: this.#publishEvent,
      });
      for (const row of await orders.lockAttributionsById(ids)) {
        await commissions.bookEarlier(row, await knownOf(orders, row));
      }
      await commissions.post();
    });
  }
}
