import type { Database, Transaction } from '@dreamteamhub/db';
import { type Posting, postTransfers } from '@dreamteamhub/db/ledger';
import {
  BatchDao,
  type BatchRow,
  type ItemChange,
  ItemDao,
  type ItemRow,
  MismatchDao,
  type NewMismatch,
  type NewPayoutEvent,
  PaidConversionsDao,
  type PayoutEventRow,
} from '@dreamteamhub/db/payouts';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import type { HubEvent } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { formatMinor, formatStored, parseMinor } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { tellPaid } from '../orders/paid-news-service.ts';
import { judgeNews } from './item-rules.ts';
import type { ItemSaid } from './item-said.ts';
import type { ToldPayment } from './payment-letter-service.ts';
import {
  contradictionOf,
  correctionOf,
  type Movement,
  paymentOf,
  releaseOf,
  returnOf,
  stateOfItems,
} from './settlement-rules.ts';

/** Who says something of items. */
export interface Teller {
  source: PayoutEventRow['source'];
  /** As the audit log names callers; null: a provider. */
  actor: string | null;
}

/** What has come of it. */
export interface Heard {
  applied: number;
  /** Said before, or older than what is known. */
  stale: number;
  /** Set aside until a person decides. */
  mismatched: number;
  /** References that no item of the batch has. */
  unknown: string[];
}

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

interface ItemNewsTold {
  item: ItemRow;
  type: 'payout.paid' | 'payout.returned';
  reason: string | null;
}

/** What is said of a batch's items in one transaction. */
class Hearing {
  readonly #tx: Transaction;
  readonly #items: ItemDao;
  readonly #batch: BatchRow;
  readonly #by: Teller;
  readonly postings: Posting[] = [];
  readonly news: ItemNewsTold[] = [];
  readonly #paid: ItemRow[] = [];
  readonly #returned: number[] = [];
  readonly #events: NewPayoutEvent[] = [];
  readonly #changes = new Map<number, ItemChange>();
  readonly #mismatches: NewMismatch[] = [];

  constructor(tx: Transaction, batch: BatchRow, by: Teller) {
    this.#tx = tx;
    this.#items = new ItemDao(tx);
    this.#batch = batch;
    this.#by = by;
  }

  async hear(said: readonly ItemSaid[]): Promise<Heard> {
    const references = said.map(({ reference }) => reference);
    const rows = await this.#items.lock(this.#batch.id, references);
    const ids = rows.map(({ id }) => id);
    const items = new Map(rows.map((row) => [row.reference, row]));
    const known = new Set(
      (await this.#items.findSaid(ids, this.#by.source)).map(({ itemId, key }) => `${itemId} ${key}`),
    );
    const differences = await this.#getDifferences(rows);
    const heard: Heard = { applied: 0, stale: 0, mismatched: 0, unknown: [] };
    for (const one of said) {
      const item = items.get(one.reference);
      if (item === undefined) {
        heard.unknown.push(one.reference);
        continue;
      }
      const key = `${item.id} ${one.key}`;
      if (known.has(key)) {
        heard.stale += 1;
        continue;
      }
      known.add(key);
      const { counts, item: after } = this.#take(item, one, differences);
      heard[counts] += 1;
      items.set(one.reference, after);
    }
    await this.#items.update([...this.#changes.values()]);
    await this.#items.insertEvents(this.#events);
    await new MismatchDao(this.#tx).insert(this.#mismatches);
    return heard;
  }

  /** Returns by how much what left differs from what was owed, in minor units by item. */
  async #getDifferences(items: readonly ItemRow[]): Promise<Map<number, bigint>> {
    const sums = await new MismatchDao(this.#tx).sumOfItems(items.map(({ id }) => id));
    return new Map(items.map(({ id, currency }) => [id, parseMinor(sums.get(id) ?? '0', currency)]));
  }

  /** Returns the ids of the conversions that are paid now. */
  async markConversions(): Promise<number[]> {
    const conversions = new PaidConversionsDao(this.#tx);
    await conversions.markUnpaid(this.#returned);
    // What one file says was paid and came back is not paid in the end.
    const paid = this.#paid.filter(({ id }) => !this.#returned.includes(id));
    return conversions.markPaid(paid.map(({ id: itemId, ...item }) => ({ itemId, ...coverOf(item) })));
  }

  #take(
    item: ItemRow,
    said: ItemSaid,
    differences: Map<number, bigint>,
  ): { counts: 'applied' | 'stale' | 'mismatched'; item: ItemRow } {
    const step = judgeNews({ state: item.state, knownAt: item.providerAt }, said);
    const { storefrontId, rail } = this.#batch;
    const moved = { ...item, storefrontId, rail };
    const by = { at: said.occurredAt, reason: said.reason, actor: this.#by.actor ?? undefined };
    if (step.verdict !== 'apply') {
      // What left otherwise was set aside when it was said first, by whomever.
      const isFirst = said.news === 'paid' && differences.get(item.id) === 0n;
      if (isFirst && step.verdict === 'contradict') {
        const why = `paid (${said.status}) after it was given up`;
        return this.#contradict(item, said, {
          ...contradictionOf(moved, { ...by, amount: said.amount }),
          why,
          differences,
        });
      }
      // When it was said makes no difference: it is about the same money.
      const corrected =
        isFirst && item.state === 'paid' ? correctionOf(moved, { ...by, amount: said.amount }) : null;
      if (corrected !== null) {
        const why = `${said.amount ?? ''} left in all, in place of ${item.amount}`;
        return this.#contradict(item, said, { ...corrected, why, differences });
      }
      this.#keep(item, said, 'stale');
      return { counts: 'stale', item };
    }
    let state = step.to;
    if (state === 'paid') {
      const { postings, differs } = paymentOf(moved, { ...by, amount: said.amount, fee: said.fee });
      this.postings.push(...postings);
      if (differs === 0n) {
        this.#paid.push(item);
        this.news.push({ item, type: 'payout.paid', reason: null });
      } else {
        state = 'mismatched';
        differences.set(item.id, differs);
        this.#setAside(item, differs, `paid ${said.amount ?? ''} in place of ${item.amount}`);
      }
    } else if (state === 'failed') {
      this.postings.push(releaseOf(moved, by));
    } else if (state === 'returned') {
      this.postings.push(...returnOf(moved, differences.get(item.id) ?? 0n, { ...by, amount: said.amount }));
      this.#returned.push(item.id);
    }
    if (state === 'failed' || state === 'returned') {
      this.news.push({ item, type: 'payout.returned', reason: said.reason ?? said.status });
    }
    const after = {
      ...item,
      state,
      providerId: said.providerId ?? item.providerId,
      providerStatus: said.status,
      // What a person says is not by the clock of the bank, whose word may come later and be older.
      providerAt: this.#by.source === 'person' ? item.providerAt : said.occurredAt,
      reason: state === 'sent' ? null : (said.reason ?? null),
    };
    this.#changes.set(item.id, { ...after, isSettled: state !== 'sent' });
    this.#keep(item, said, state === 'mismatched' ? 'contradicting' : 'applied');
    return { counts: state === 'mismatched' ? 'mismatched' : 'applied', item: after };
  }

  /** Sets aside what left; the item stays what it is until a person decides. */
  #contradict(
    item: ItemRow,
    said: ItemSaid,
    { postings, differs, why, differences }: Movement & { why: string; differences: Map<number, bigint> },
  ): { counts: 'mismatched'; item: ItemRow } {
    differences.set(item.id, differs);
    this.#setAside(item, differs, why);
    this.postings.push(...postings);
    this.#keep(item, said, 'contradicting');
    return { counts: 'mismatched', item };
  }

  #keep(item: ItemRow, said: ItemSaid, outcome: PayoutEventRow['outcome']): void {
    this.#events.push({
      itemId: item.id,
      source: this.#by.source,
      key: said.key,
      status: said.status,
      amount: said.amount ?? null,
      outcome,
      reason: said.reason ?? null,
      occurredAt: said.occurredAt,
      actor: this.#by.actor,
    });
  }

  #setAside({ id: itemId, currency }: ItemRow, differs: bigint, reason: string): void {
    this.#mismatches.push({ itemId, currency, amount: formatMinor(differs, currency), reason });
  }
}

const coverOf = ({ affiliateId, currency, throughSeq, attributionId }: Omit<ItemRow, 'id'>) => ({
  ...{ affiliateId, currency, throughSeq, attributionId },
});

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
