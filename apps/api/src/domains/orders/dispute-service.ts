import type { Database } from '@dreamteamhub/db';
import { DisputeDao, type DisputeKey, type DisputeRow, type StoredDispute } from '@dreamteamhub/db/orders';
import { type admin, canonicalOrderId, type WireInputs, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { actorOf, type Caller } from '../../platform/caller.ts';
import { formatMinor, formatStored, readMinorField } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { bookReversals } from './book-reversals.ts';
import { inItsCurrency, refundsOf } from './order-books.ts';
import { disputesOf } from './order-commissions.ts';
import type { OrderKeeping } from './order-keeping.ts';
import { expectCurrency } from './order-report.ts';

type DisputeInput = WireInputs<typeof admin>['commissions']['recordDispute'];
type DisputeReceipt = WireOutputs<typeof admin>['commissions']['recordDispute'];

/** Records disputes of payments, such as chargebacks: open ones hold commissions, lost ones take them back. */
export class DisputeService {
  readonly #db: Database;
  readonly #keeping: OrderKeeping;

  constructor(deps: { db: Database; keeping: OrderKeeping }) {
    this.#db = deps.db;
    this.#keeping = deps.keeping;
  }

  /**
   * Books what became of a dispute on its order's verified conversion; one of an order that is not known yet is booked as
   * soon as the order arrives. Messages may come in any order: one that says that a dispute was opened never opens a closed
   * one again. Throws `bad_request` for another currency, `event_mismatch` for another amount than was reported before.
   */
  async recordDispute(input: DisputeInput, by: Caller): Promise<DisputeReceipt> {
    const storefront = await findStorefront(this.#db, input.storefront, by);
    const { id: storefrontId, currency } = storefront;
    expectCurrency(input.currency, storefront);
    const { orderId, state } = input;
    const minor = readMinorField('amount', input.amount, currency);
    if (minor === 0n) throw badField('amount', 'must be more than zero');
    const amount = formatMinor(minor, currency);
    const disputeId = canonicalOrderId(input.disputeId);
    return this.#db.transaction(async (tx) => {
      const orders = this.#keeping.open(tx);
      const commissions = this.#keeping.openCommissions(tx);
      const disputes = new DisputeDao(tx);
      await orders.lockOrder({ storefrontId, orderId });
      const attributions = await orders.lockAttributions({ storefrontId, orderId });
      const isOrderShadowed = attributions[0]?.isOrderShadowed ?? false;
      const key: DisputeKey = { storefrontId, orderId, isOrderShadowed, disputeId };
      const was = await disputes.getDispute(key);
      if (was !== null && formatStored(was.amount, currency) !== amount) {
        throw new AppError(
          'event_mismatch',
          'disputeId: this dispute was reported before, with another amount',
        );
      }
      const isRepeated = was !== null && (was.state === state || state === 'opened');
      if (!isRepeated) {
        const before = await orders.getOrderState({ storefrontId, orderId, isOrderShadowed });
        await writeDispute(disputes, key, { was, amount, state });
        const after = await orders.getOrderState({ storefrontId, orderId, isOrderShadowed });
        const refunds = refundsOf(before.refunds, currency);
        const read = (stored: readonly StoredDispute[]) => ({
          refunds,
          disputes: disputesOf(stored, currency),
        });
        await bookReversals({ orders, commissions }, attributions, {
          ...{ storefrontId, order: before.order },
          before: read(before.refunds.disputes),
          after: read(after.refunds.disputes),
          cause: {
            cause: 'dispute',
            id: `${disputeId} ${was === null ? 1 : was.changes + 1}`,
            actor: actorOf(by),
          },
        });
      }
      const verified = attributions.find(({ kind }) => kind === 'verified');
      const receipt = await this.#receipt(verified?.id ?? null, { orders, commissions });
      if (isRepeated) return { ...receipt, duplicate: true };
      await this.#keeping.record(tx, by, {
        action: 'commissions.recordDispute',
        subject: { kind: 'dispute', id: disputeId },
        before: was === null ? null : { state: was.state },
        after: { storefrontId, orderId, amount, state, attributionId: receipt.attributionId },
      });
      await commissions.post();
      return receipt;
    });
  }

  async #receipt(
    verifiedId: number | null,
    {
      orders,
      commissions,
    }: {
      orders: ReturnType<OrderKeeping['open']>;
      commissions: ReturnType<OrderKeeping['openCommissions']>;
    },
  ): Promise<DisputeReceipt> {
    const stored = verifiedId === null ? null : await orders.getConversion(verifiedId);
    if (stored === null) return { success: true, attributionId: null, held: null, commissionReversed: null };
    const { id, currency, commissionReversed } = inItsCurrency(stored);
    const held = formatMinor(await commissions.getHeld({ id, currency }), currency);
    return { success: true, attributionId: id, held, commissionReversed };
  }
}

async function writeDispute(
  disputes: DisputeDao,
  key: DisputeKey,
  { was, amount, state }: { was: DisputeRow | null } & Pick<DisputeRow, 'amount' | 'state'>,
): Promise<void> {
  if (was === null) await disputes.insertDispute(key, { amount, state });
  else if (state !== 'opened') await disputes.closeDispute(key, state);
}
