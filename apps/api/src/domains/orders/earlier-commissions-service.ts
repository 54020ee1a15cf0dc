import type { Database } from '@dreamteamhub/db';
import { CommissionDao } from '@dreamteamhub/db/commissions';
import { LedgerDao } from '@dreamteamhub/db/ledger';
import { OrderDao } from '@dreamteamhub/db/orders';
import type { FastifyBaseLogger } from 'fastify';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { BookedCommissions } from './booked-commissions.ts';
import { knownOf } from './known.ts';
import type { Rating } from './order-keeping.ts';

/** So many conversions are looked at at once: most of them are booked. */
const LOOKED_AT = 2_000;
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
  readonly #log: FastifyBaseLogger;

  constructor(deps: { db: Database; rating: Rating; publishEvent: PublishEvent; log: FastifyBaseLogger }) {
    this.#db = deps.db;
    this.#rating = deps.rating;
    this.#publishEvent = deps.publishEvent;
    this.#log = deps.log;
  }

  /**
   * Goes through all conversions without commissions; `onlyNew`: from where an earlier run has come to. It can stop at any
   * point: the next run goes on from there. A conversion that fails is left for the next run through all, and keeps no other
   * from being booked; throws at the end then, so that the failure is seen.
   */
  async bookAll({ onlyNew = false } = {}): Promise<void> {
    const commissions = new CommissionDao(this.#db);
    const ledger = new LedgerDao(this.#db);
    let failed = 0;
    let after = onlyNew ? await ledger.getBookedThrough() : 0;
    for (;;) {
      const { ids, lastId } = await commissions.findUnbooked(after, LOOKED_AT);
      if (lastId === null) break;
      while (ids.length > 0) failed += await this.#bookOrLeave(ids.splice(0, BATCH));
      await ledger.setBookedThrough(lastId);
      after = lastId;
    }
    if (failed > 0) throw new Error(`${failed} conversions could not be booked`);
  }

  /** Books conversions, one by one where they cannot be booked together. Returns how many failed. */
  async #bookOrLeave(ids: readonly number[]): Promise<number> {
    try {
      await this.#book(ids);
      return 0;
    } catch (error) {
      const [conversionId] = ids;
      if (ids.length > 1) {
        let failed = 0;
        for (const id of ids) failed += await this.#bookOrLeave([id]);
        return failed;
      }
      this.#log.error({ err: error, conversionId }, 'what is owed for a conversion was not booked');
      return 1;
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
