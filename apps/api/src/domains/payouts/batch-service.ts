import type { Database, Executor, Page, Total, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { postTransfers } from '@dreamteamhub/db/ledger';
import { BatchDao, type BatchRow, ItemDao, ItemListDao, RequestDao } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError, badField } from '../../platform/app-error.ts';
import { actorOf, type Caller, type PersonCaller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatStored } from '../../platform/money.ts';
import { refuseSelfApproval } from '../ledger/second-person-service.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { type BatchAnswer, toBatchAnswer, toItemAnswer, toLeftOut, type WholeBatch } from './batch-view.ts';
import { releaseOf } from './settlement-rules.ts';

type Inputs = (typeof admin)['payouts'];
type Outputs = WireOutputs<typeof admin>['payouts'];
type Reader = Pick<Caller, 'storefrontId'>;
/** A page, with its total where that was asked for. */
type Listed<Row> = Page<Row> & { total?: Total | undefined; asOf?: string | undefined };

type ItemsWish = z.output<Inputs['listItems']['input']> & {
  /** For exports: the total has no end. */
  isWhole?: boolean | undefined;
};

/** Payout batches as people see, approve and cancel them. */
export class BatchService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  async list(input: z.output<Inputs['listBatches']['input']>, by: Reader): Promise<Listed<BatchAnswer>> {
    const { rail, state, kind, limit, storefront } = input;
    const [from, to] = [input.from, input.to].map((at) => (at === undefined ? undefined : new Date(at)));
    if (from !== undefined && to !== undefined && from > to) throw badField('to', 'is before "from"');
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const filter = { storefrontId, rail, state, kind, from, to };
    const dao = new BatchDao(this.#db);
    const [page, counted] = await Promise.all([
      dao.list({ ...filter, limit, afterId: readCursor(input.cursor) }),
      input.withTotal === true ? dao.count(filter) : undefined,
    ]);
    return {
      items: page.items.map(toBatchAnswer),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /** Returns a batch, whose items are left empty without `withItems`. Throws `not_found`. */
  get(
    id: number,
    by: Reader,
    { withItems = true }: { withItems?: boolean | undefined } = {},
  ): Promise<WholeBatch> {
    return this.getIn(this.#db, id, { ...by, withItems });
  }

  /** The same, seen by a transaction of the caller's. */
  async getIn(
    db: Executor,
    id: number,
    by: Reader & { withItems?: boolean } = { storefrontId: null },
  ): Promise<WholeBatch> {
    const batch = await new BatchDao(db).get(id);
    if (batch === null || (by.storefrontId ?? batch.storefrontId) !== batch.storefrontId)
      throw unknownBatch(id);
    const items = by.withItems === false ? [] : await new ItemListDao(db).getOfBatch(id);
    const names = await new AffiliateDao(db).getNames(batch.leftOut.map(({ affiliateId }) => affiliateId));
    return {
      ...toBatchAnswer(batch),
      items: items.map(toItemAnswer),
      leftOut: toLeftOut(batch.leftOut, names, batch),
    };
  }

  /**
   * Approves a draft. Throws `not_found`, `conflict` for one that is no draft any more, and `forbidden` for whoever made
   * it, unless nobody else could.
   */
  approve(id: number, by: PersonCaller): Promise<WholeBatch> {
    return this.#db.transaction(async (tx) => {
      await this.approveIn(tx, id, by);
      return this.getIn(tx, id);
    });
  }

  /** The same in a transaction of the caller's. */
  async approveIn(tx: Transaction, id: number, by: PersonCaller): Promise<BatchRow> {
    const batches = new BatchDao(tx);
    const batch = await lockBatch(tx, id);
    if (batch.state !== 'draft') throw wrongState(batch, 'only a draft can be approved');
    const { isSelfApproved } = await refuseSelfApproval(tx, {
      createdBy: batch.createdBy,
      approvedBy: by.id,
    });
    const approval = {
      state: 'approved',
      approvedAt: new Date(),
      approvedBy: by.id,
      isSelfApproved,
    } as const;
    await batches.update(id, approval);
    await new AuditDao(tx).record(by, {
      action: 'payouts.approveBatch',
      subject: { kind: 'payoutBatch', id },
      before: { state: batch.state },
      after: { state: 'approved', total: batch.total, ...(isSelfApproved ? { selfApproved: true } : {}) },
    });
    return { ...batch, ...approval };
  }

  /** Cancels a batch that was not handed over: its amounts are payable again. Throws `not_found` and `conflict`. */
  cancel(id: number, by: PersonCaller): Promise<WholeBatch> {
    return this.#db.transaction(async (tx) => {
      const batch = await lockBatch(tx, id);
      if (batch.state !== 'draft' && batch.state !== 'approved') {
        throw wrongState(batch, 'only what was not handed over can be cancelled');
      }
      const items = new ItemDao(tx);
      const reserved = await items.lock(id);
      await items.moveAll(id, 'reserved', 'cancelled');
      const requested = reserved.flatMap(({ requestId }) => (requestId === null ? [] : [requestId]));
      await new RequestDao(tx).setBatched(requested, false);
      await new BatchDao(tx).update(id, { state: 'cancelled', cancelledAt: new Date(), cancelledBy: by.id });
      await new AuditDao(tx).record(by, {
        action: 'payouts.cancelBatch',
        subject: { kind: 'payoutBatch', id },
        before: { state: batch.state },
        after: { state: 'cancelled' },
      });
      const answer = await this.getIn(tx, id);
      const given = { actor: actorOf(by) };
      // What was requested stays reserved: the request waits again.
      const released = reserved.filter(({ requestId }) => requestId === null);
      await postTransfers(
        tx,
        released.map((item) => releaseOf({ ...item, storefrontId: batch.storefrontId }, given)),
      );
      return answer;
    });
  }

  async listItems(input: ItemsWish, by: Reader): Promise<Listed<Outputs['listItems']['items'][number]>> {
    const { batchId, affiliateId, state, rail, search, limit, isWhole } = input;
    const filter = { batchId, affiliateId, state, rail, search, storefrontId: by.storefrontId };
    const dao = new ItemListDao(this.#db);
    const [page, counted] = await Promise.all([
      dao.list({ ...filter, limit, afterId: readCursor(input.cursor) }),
      input.withTotal === true ? dao.count(filter, { isWhole }) : undefined,
    ]);
    return {
      items: page.items.map((item) => ({ ...toItemAnswer(item), createdAt: item.createdAt.toISOString() })),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /** Throws `not_found`. */
  async getItem(id: number, by: Reader): Promise<Outputs['getItem']> {
    const item = await new ItemListDao(this.#db).get(id);
    const batch = item === null ? null : await new BatchDao(this.#db).find(item.batchId);
    if (item === null || batch === null || (by.storefrontId ?? batch.storefrontId) !== batch.storefrontId) {
      throw new AppError('not_found', `there is no payout with id ${id}`);
    }
    const events = await new ItemDao(this.#db).getEvents(id);
    return {
      ...toItemAnswer(item),
      createdAt: item.createdAt.toISOString(),
      events: events.map(({ source, status, amount, outcome, reason, occurredAt, receivedAt, actor }) => ({
        ...{ source, status, outcome, reason, actor },
        amount: amount === null ? null : formatStored(amount, item.currency),
        occurredAt: occurredAt.toISOString(),
        receivedAt: receivedAt.toISOString(),
      })),
    };
  }
}

/** Locks a batch until the transaction ends. Throws `not_found`. */
export async function lockBatch(tx: Transaction, id: number): Promise<BatchRow> {
  const batch = await new BatchDao(tx).lock(id);
  if (batch === null) throw unknownBatch(id);
  return batch;
}

/** How a batch's state is said within a sentence. */
const STATE_WORDS: Readonly<Record<BatchRow['state'], string>> = {
  draft: 'a draft',
  approved: 'approved',
  submitting: 'being sent',
  unknown: 'sent, and nobody knows yet whether it arrived',
  submitted: 'submitted',
  settled: 'settled',
  partly: 'partly settled',
  cancelled: 'cancelled',
};

/** Says where a batch stands, and why that does not do. */
export function wrongState({ state }: Pick<BatchRow, 'state'>, why: string): AppError {
  return new AppError('conflict', `this batch is ${STATE_WORDS[state]}: ${why}`);
}

/** A batch that nobody has, or that the caller may not see. */
export function unknownBatch(id: number): AppError {
  return new AppError('not_found', `there is no payout batch with id ${id}`);
}
