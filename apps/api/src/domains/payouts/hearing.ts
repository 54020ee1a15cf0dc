import type { Transaction } from '@dreamteamhub/db';
import type { Posting } from '@dreamteamhub/db/ledger';
import {
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
import { formatMinor, parseMinor } from '../../platform/money.ts';
import { judgeNews } from './item-rules.ts';
import type { ItemSaid } from './item-said.ts';
import { contradictionOf, paymentOf, releaseOf, returnOf, undoingOf } from './settlement-rules.ts';

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

/** What partners and the shop's own server are told of a payment. */
export interface ItemNewsTold {
  item: ItemRow;
  type: 'payout.paid' | 'payout.returned';
  reason: string | null;
}

/** What is said of a batch's items in one transaction. */
export class Hearing {
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

  /** Returns by how much what left differs from what was owed, in minor units by item; none of those without a difference. */
  async #getDifferences(items: readonly ItemRow[]): Promise<Map<number, bigint>> {
    const sums = await new MismatchDao(this.#tx).sumOfItems(items.map(({ id }) => id));
    return new Map(
      items.flatMap(({ id, currency }) => {
        const sum = sums.get(id);
        return sum === undefined ? [] : [[id, parseMinor(sum, currency)]];
      }),
    );
  }

  /** Returns the ids of the conversions that are paid now. */
  async markConversions(): Promise<number[]> {
    const conversions = new PaidConversionsDao(this.#tx);
    await conversions.markUnpaid(this.#returned);
    return conversions.markPaid(this.#paid.map(({ id: itemId, ...item }) => ({ itemId, ...coverOf(item) })));
  }

  #take(
    item: ItemRow,
    said: ItemSaid,
    differences: Map<number, bigint>,
  ): { counts: 'applied' | 'stale' | 'mismatched'; item: ItemRow } {
    const differs = differences.get(item.id);
    const contradiction = differs === undefined ? 'none' : differs > 0n ? 'left' : 'back';
    const step = judgeNews({ state: item.state, knownAt: item.providerAt, contradiction }, said);
    if (step.verdict === 'stale') {
      this.#keep(item, said, 'stale');
      return { counts: 'stale', item };
    }
    const { storefrontId, rail } = this.#batch;
    const moved = { ...item, storefrontId, rail };
    const by = { at: said.occurredAt, reason: said.reason, actor: this.#by.actor ?? undefined };
    if (step.verdict === 'contradict' || step.verdict === 'undo') {
      const movement =
        step.verdict === 'undo'
          ? undoingOf(moved, differs ?? 0n, by)
          : contradictionOf(moved, { ...by, amount: said.amount });
      differences.set(item.id, (differs ?? 0n) + movement.differs);
      // What people say is its own status.
      const how = said.status === said.news ? '' : ` (${said.status})`;
      this.#setAside(
        item,
        movement.differs,
        step.verdict === 'undo'
          ? `came back${how} after it was given up and had left`
          : `paid${how} after it was given up`,
      );
      this.postings.push(...movement.postings);
      this.#keep(item, said, 'contradicting');
      const after = { ...item, ...this.#knownBy(item, said) };
      this.#changes.set(item.id, { ...after, isSettled: true });
      return { counts: 'mismatched', item: after };
    }
    let state = step.to;
    if (state === 'paid') {
      const { postings, differs: more } = paymentOf(moved, { ...by, amount: said.amount, fee: said.fee });
      this.postings.push(...postings);
      if (more === 0n) {
        this.#paid.push(item);
        this.news.push({ item, type: 'payout.paid', reason: null });
      } else {
        state = 'mismatched';
        differences.set(item.id, more);
        this.#setAside(item, more, `paid ${said.amount ?? ''} in place of ${item.amount}`);
      }
    } else if (state === 'failed') {
      this.postings.push(releaseOf(moved, by));
    } else if (state === 'returned') {
      this.postings.push(...returnOf(moved, differs ?? 0n, by));
      this.#returned.push(item.id);
    }
    if (state === 'failed' || state === 'returned') {
      this.news.push({ item, type: 'payout.returned', reason: said.reason ?? said.status });
    }
    const after = {
      ...item,
      state,
      ...this.#knownBy(item, said),
      reason: state === 'sent' ? null : (said.reason ?? null),
    };
    this.#changes.set(item.id, { ...after, isSettled: state !== 'sent' });
    this.#keep(item, said, state === 'mismatched' ? 'contradicting' : 'applied');
    return { counts: state === 'mismatched' ? 'mismatched' : 'applied', item: after };
  }

  #knownBy(item: ItemRow, said: ItemSaid): Pick<ItemRow, 'providerId' | 'providerStatus' | 'providerAt'> {
    return {
      providerId: said.providerId ?? item.providerId,
      providerStatus: said.status,
      // What a person says is not by the clock of the bank, whose word may come later and be older.
      providerAt: this.#by.source === 'person' ? item.providerAt : said.occurredAt,
    };
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

/** What a payment covers. */
export const coverOf = ({ affiliateId, currency, throughSeq, attributionId }: Omit<ItemRow, 'id'>) => ({
  ...{ affiliateId, currency, throughSeq, attributionId },
});
