import type { Database, Page } from '@dreamteamhub/db';
import { type UnmatchedRefund, UnmatchedRefundDao, unmatchedRefundList } from '@dreamteamhub/db/orders';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { Caller } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { type CountedPage, optionalDate, type PageInput, type TimeInput } from '../../platform/list-input.ts';
import { formatStored } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { likelySpellings } from './likely-orders.ts';

type Listed = WireOutputs<typeof admin>['conversions']['listUnmatchedRefunds'];

interface Asked extends PageInput, TimeInput {
  storefront?: string | undefined;
}

/** Refunds of orders that the hub does not know: they reverse nothing until somebody says which order they are of. */
export class UnmatchedRefundList {
  readonly #db: Database;
  readonly #refunds: UnmatchedRefundDao;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
    this.#refunds = new UnmatchedRefundDao(deps.db);
  }

  /**
   * Returns one page, each with the orders that it may be of. Throws `bad_request` for an unknown storefront and for a
   * cursor of another order.
   */
  async list(input: Asked, by: Pick<Caller, 'storefrontId'>): Promise<CountedPage<Listed['items'][number]>> {
    const { storefront, order, limit, cursor } = input;
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const filter = { storefrontId, from: optionalDate(input.from), to: optionalDate(input.to) };
    const after = readPlace(unmatchedRefundList, { sort: 'reported', order, cursor });
    const [page, total] = await Promise.all([
      this.#refunds.getUnmatchedRefunds({ ...filter, sort: 'reported', order, limit, after }),
      input.withTotal === true ? this.#refunds.countUnmatchedRefunds(filter) : undefined,
    ]);
    return { items: await this.#withLikelyOrders(page), nextCursor: page.nextCursor, total };
  }

  async #withLikelyOrders({ items }: Page<UnmatchedRefund>): Promise<Listed['items']> {
    const asked = items.flatMap(({ storefrontId, orderId }) =>
      [orderId, ...likelySpellings(orderId)].map((spelling) => ({ storefrontId, orderId: spelling })),
    );
    const orders = await this.#refunds.getOrders(asked);
    return items.map(({ storefrontId, createdAt, ...refund }) => {
      const spellings = [refund.orderId.trim(), ...likelySpellings(refund.orderId)];
      const likelyOrders = orders
        .filter((order) => order.storefrontId === storefrontId && spellings.includes(order.orderKey))
        .sort((a, b) => spellings.indexOf(a.orderKey) - spellings.indexOf(b.orderKey))
        .map(({ storefrontId: _, orderKey: __, ...order }) => ({
          ...order,
          revenue: formatStored(order.revenue, refund.currency),
        }));
      return {
        ...refund,
        amount: refund.amount === null ? null : formatStored(refund.amount, refund.currency),
        createdAt: createdAt.toISOString(),
        likelyOrders,
      };
    });
  }
}
