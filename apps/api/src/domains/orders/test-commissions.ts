import type { Transaction } from '@dreamteamhub/db';
import type { AttributionRow, StoredOrder } from '@dreamteamhub/db/orders';
import { parseMinor } from '../../platform/money.ts';
import {
  type OrderToRate,
  type RatedCommissions,
  type RatingOptions,
  rateStored,
} from '../commissions/rating-service.ts';
import { amountsOfCredited, type CommissionPart, type OrderCommissions } from './order-commissions.ts';

/** The commissions of test orders: rated like others, and owed to nobody. */
export class TestCommissions implements OrderCommissions {
  readonly #tx: Transaction;
  readonly #options: RatingOptions;

  constructor(tx: Transaction, options: RatingOptions) {
    this.#tx = tx;
    this.#options = options;
  }

  rate(order: OrderToRate): Promise<RatedCommissions> {
    return rateStored(this.#tx, order, this.#options);
  }

  async accrue(): Promise<void> {}

  /** Rates the order again, for nothing of the first time was kept but the sum. */
  async getParts(row: AttributionRow, order: StoredOrder | null): Promise<CommissionPart[]> {
    const { storefrontId, affiliateId, currency, timestamp, commissionSource, commission } = row;
    const rated = await this.rate({
      ...{ id: null, storefrontId, affiliateId, currency, orderedAt: order?.orderedAt ?? timestamp },
      ...amountsOfCredited(row, order),
      given: commissionSource === 'given' ? parseMinor(commission, currency) : null,
      customerIdHash: order?.customerIdHash ?? null,
      customerEmailHash: order?.customerEmailHash ?? null,
    });
    return rated.lines;
  }

  async take(): Promise<void> {}

  async getHeld(): Promise<bigint> {
    return 0n;
  }

  async post(): Promise<void> {}
}
