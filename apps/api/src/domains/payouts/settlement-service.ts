import type { Database, Transaction } from '@dreamteamhub/db';
import { postTransfers } from '@dreamteamhub/db/ledger';
import {
  BatchDao,
  type BatchRow,
  ItemDao,
  type ItemRow,
  MismatchDao,
  PaidConversionsDao,
} from '@dreamteamhub/db/payouts';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import type { HubEvent } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { formatStored } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { tellPaid } from '../orders/paid-news-service.ts';
import { coverOf, type Heard, Hearing, type ItemNewsTold, type Teller } from './hearing.ts';
import type { ItemSaid } from './item-said.ts';
import type { ToldPayment } from './payment-letter-service.ts';
import { stateOfItems } from './settlement-rules.ts';

/** How many items change in one transaction: orders of these affiliates wait for it. */
const SLICE = 500;

/**
 * What becomes of payments, whoever says it: a person, a bank's file or a provider. The same news twice change nothing,
 * and of news in the wrong order the later ones count.
 */
export class SettlementService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;
  readonly #tellPartners: (tx: Transaction, payments: ToldPayment[]) => Promise<unknown>;

  constructor(deps: {
    db: Database;
    publishEvent: PublishEvent;
    /** Lets partners know of their payments, once the transaction has committed. */
    tellPartners: (tx: Transaction, payments: ToldPayment[]) => Promise<unknown>;
  }) {
    this.#db = deps.db;
    this.#publishEvent = deps.publishEvent;
    this.#tellPartners = deps.tellPartners;
  }

  /** Takes in what is said of a batch's items. Throws `not_found`, and `conflict` for a batch that was not handed over. */
  async hear(batchId: number, said: readonly ItemSaid[], by: Teller): Promise<Heard> {
    const heard: Heard = { applied: 0, stale: 0, mismatched: 0, unknown: [] };
    for (let start = 0; start < said.length; start += SLICE) {
      const slice = said.slice(start, start + SLICE);
      const part = await this.#db.transaction((tx) => this.hearIn(tx, batchId, slice, by));
      heard.applied += part.applied;
      heard.stale += part.stale;
      heard.mismatched += part.mismatched;
      heard.unknown.push(...part.unknown);
    }
    return heard;
  }

  /** The same in a transaction of the caller's, as its last step: it locks balances. */
  async hearIn(tx: Transaction, batchId: number, said: readonly ItemSaid[], by: Teller): Promise<Heard> {
    const batches = new BatchDao(tx);
    const batch = await batches.lock(batchId);
    if (batch === null) throw unknownBatch(batchId);
    if (batch.attempt === 0) throw new AppError('conflict', 'this batch was not handed over yet');
    const hearing = new Hearing(tx, batch, by);
    const heard = await hearing.hear(said);
    if (heard.applied + heard.mismatched > 0) {
      const paid = await hearing.markConversions();
      const state = await this.#stateOf(tx, batch);
      const isOver = state !== 'submitted';
      await batches.update(batchId, {
        state,
        ...(batch.state === state ? {} : { problem: null }),
        settledAt: isOver ? (batch.settledAt ?? new Date()) : null,
      });
      await this.#tell(tx, batch, hearing.news, paid);
      await postTransfers(tx, hearing.postings);
    }
    return heard;
  }

  /**
   * Settles a payment of which more or less left than was owed, once a person has decided all its differences. The caller
   * holds the batch's lock, and posts afterwards.
   */
  async closeMismatchedIn(tx: Transaction, batchId: number, itemId: number): Promise<void> {
    const [batches, items] = [new BatchDao(tx), new ItemDao(tx)];
    const batch = await batches.find(batchId);
    const [item] = await items.getMany([itemId]);
    if (batch === null || item?.state !== 'mismatched') return;
    if ((await new MismatchDao(tx).countOpen(itemId)) > 0) return;
    await items.update([{ ...item, state: 'paid', isSettled: true }]);
    const paid = await new PaidConversionsDao(tx).markPaid([{ itemId, ...coverOf(item) }]);
    const state = await this.#stateOf(tx, batch);
    const settledAt = state === 'submitted' ? null : (batch.settledAt ?? new Date());
    await batches.update(batchId, { state, settledAt });
    await this.#tell(tx, batch, [{ item, type: 'payout.paid', reason: null }], paid);
  }

  async #stateOf(tx: Transaction, { id }: BatchRow): Promise<ReturnType<typeof stateOfItems>> {
    const view = await new BatchDao(tx).get(id);
    return stateOfItems((view?.states ?? []).map(({ state }) => state));
  }

  async #tell(
    tx: Transaction,
    batch: BatchRow,
    news: readonly ItemNewsTold[],
    paid: readonly number[],
  ): Promise<void> {
    await tellPaid(tx, paid, this.#publishEvent);
    const told = news.map(({ item, type }) => ({ itemId: item.id, isBack: type === 'payout.returned' }));
    if (told.length > 0) await this.#tellPartners(tx, told);
    for (const { item, type, reason } of news) {
      await this.#publishEvent(tx, async () => ({
        type,
        data: payoutNews(item, {
          storefront: (await new StorefrontDao(tx).getStorefront(batch.storefrontId))?.slug ?? '',
          rail: batch.rail,
          reason,
        }),
      }));
    }
  }
}

/** Returns a payment for hub events, without names. */
function payoutNews(
  { id, affiliateId, amount, currency, batchId, reference }: ItemRow,
  { storefront, rail, reason }: { storefront: string; rail: BatchRow['rail']; reason: string | null },
): HubEvent<'payout.paid'>['data'] {
  return {
    id,
    affiliateId,
    storefront,
    amount: formatStored(amount, currency),
    currency,
    rail,
    batchId,
    reference,
    reason,
  };
}

/** A batch that nobody has, or that the caller may not see. */
export function unknownBatch(id: number): AppError {
  return new AppError('not_found', `there is no payout batch with id ${id}`);
}
