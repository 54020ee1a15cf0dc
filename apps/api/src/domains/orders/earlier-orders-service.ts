import type { Database } from '@dreamteamhub/db';
import { EarlierOrdersDao } from '@dreamteamhub/db/orders';

/** So many attributions a transaction: none lasts long enough for an order to wait for it. */
const BATCH = 2_000;

/** Stores the orders of attributions from versions of the hub that did not store them. */
export class EarlierOrdersService {
  readonly #orders: EarlierOrdersDao;

  constructor(deps: { db: Database }) {
    this.#orders = new EarlierOrdersDao(deps.db);
  }

  /** Goes through all attributions whose order is missing. It can stop at any point: the next run goes on from there. */
  async placeAll(): Promise<void> {
    for (let id = await this.#orders.findFirst(); id !== null; ) id = await this.#orders.placeFrom(id, BATCH);
  }
}
