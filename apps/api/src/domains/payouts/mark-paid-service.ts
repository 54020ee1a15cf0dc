import type { Database, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { postTransfers } from '@dreamteamhub/db/ledger';
import type { AttributionRow } from '@dreamteamhub/db/orders';
import { BatchDao, type BatchState, ItemDao, PaidConversionsDao } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type PersonCaller } from '../../platform/caller.ts';
import { formatMinor, parseMinor, sayMinor } from '../../platform/money.ts';
import { goesAlone } from '../ledger/second-person-service.ts';
import {
  type CheckConversion,
  ConversionInPayout,
  type ConversionService,
} from '../orders/conversion-service.ts';
import { type BatchService, lockBatch } from './batch-service.ts';
import type { ExecutionService } from './execution-service.ts';
import { demandNoExcess } from './open-excess.ts';
import { newReference } from './payment-names.ts';
import { reservingOf } from './settlement-rules.ts';

/** A conversion, and the batch that pays it; null where nothing is owed. */
export type MarkedPaid = WireOutputs<typeof admin>['conversions']['markConversionPaid'];

/** Conversions that are paid one by one, outside of the hub: each by a batch of its own, which another person approves. */
export class MarkPaidService {
  readonly #db: Database;
  readonly #conversions: ConversionService;
  readonly #batches: BatchService;
  readonly #execution: ExecutionService;

  constructor(deps: {
    db: Database;
    conversions: ConversionService;
    batches: BatchService;
    execution: ExecutionService;
  }) {
    this.#db = deps.db;
    this.#conversions = deps.conversions;
    this.#batches = deps.batches;
    this.#execution = deps.execution;
  }

  /**
   * Drafts the payment of an approved conversion, or, called by another person, pays what was drafted; who goes alone does
   * both at once. Throws `not_found`, `forbidden` for one's own draft, and `conflict` for what cannot be paid now.
   */
  markPaid(id: number, by: PersonCaller): Promise<MarkedPaid> {
    return this.#db.transaction((tx) => this.markPaidIn(tx, { id }, by));
  }

  /** The same in a transaction of the caller's. `check` sees the locked conversion, and may throw. */
  async markPaidIn(
    tx: Transaction,
    { id, check }: { id: number; check?: CheckConversion | undefined },
    by: PersonCaller,
  ): Promise<MarkedPaid> {
    const drafted = await new PaidConversionsDao(tx).findDraft(id);
    // Before the conversion, as whoever settles a batch locks them.
    if (drafted !== null) await lockBatch(tx, drafted);
    const { conversion, left, payable } = await this.#conversions.lockForPayment(tx, { id, check });
    const { currency } = conversion;
    if (drafted !== null && (await demandSame(tx, drafted, { left, currency }))) {
      return this.#pay(tx, { batchId: drafted, conversion }, by);
    }
    const payout = await new PaidConversionsDao(tx).findPayout(id);
    if (payout !== null) throw new ConversionInPayout(payout);
    if (left === 0n) return { ...(await this.#conversions.closeIn(tx, conversion, by)), payout: null };
    if (left > payable) {
      const [asked, there] = [formatMinor(left, currency), formatMinor(payable, currency)];
      throw new AppError(
        'conflict',
        `its ${asked} is more than the ${there} ${currency} that is payable to the affiliate, who owes the rest: write that off, or leave the conversion approved`,
      );
    }
    const { storefrontId, affiliateId } = conversion;
    await demandNoExcess(tx, { storefrontId, currency, affiliateIds: [affiliateId] });
    const batchId = await draft(tx, conversion, formatMinor(left, currency), by);
    if (await goesAlone(tx, by.id)) return this.#pay(tx, { batchId, conversion }, by);
    await record(tx, { conversion, status: conversion.status, batchId, state: 'draft' }, by);
    const answer = await this.#conversions.getIn(tx, id);
    return { ...answer, payout: { batchId, state: 'draft', itemState: 'reserved' } };
  }

  async #pay(
    tx: Transaction,
    { batchId, conversion }: { batchId: number; conversion: AttributionRow },
    by: PersonCaller,
  ): Promise<MarkedPaid> {
    await this.#batches.approveIn(tx, batchId, by);
    await this.#execution.payByHandIn(tx, batchId, by);
    const answer = await this.#conversions.getIn(tx, conversion.id);
    const state = (await new BatchDao(tx).find(batchId))?.state ?? 'settled';
    await record(tx, { conversion, status: answer.status, batchId, state }, by);
    return { ...answer, payout: { batchId, state, itemState: 'paid' } };
  }
}

/** Stores a batch of one conversion, and reserves its amount. Returns the batch's id. */
async function draft(
  tx: Transaction,
  { id, storefrontId, affiliateId, currency }: AttributionRow,
  amount: string,
  by: PersonCaller,
): Promise<number> {
  const batch = await new BatchDao(tx).insert({
    ...{ storefrontId, kind: 'conversion', rail: 'manual', currency, total: amount, itemCount: 1 },
    createdBy: by.id,
  });
  const nowhere = { payeeSealed: null, payeeHint: null, reference: newReference() };
  const [itemId] = await new ItemDao(tx).insert(batch.id, [
    {
      ...{ affiliateId, amount, currency, state: 'reserved', throughSeq: null, requestId: null },
      ...{ attributionId: id, ...nowhere },
    },
  ]);
  if (itemId === undefined) throw new Error('the insert of an item returned no id');
  const reserved = { id: itemId, storefrontId, affiliateId, currency, amount, attributionId: id };
  await postTransfers(tx, [reservingOf(reserved, { actor: actorOf(by) })]);
  return batch.id;
}

/** Throws `conflict` where a draft pays another amount than is owed by now; false: it was cancelled meanwhile. */
async function demandSame(
  tx: Transaction,
  batchId: number,
  { left, currency }: { left: bigint; currency: string },
): Promise<boolean> {
  const batch = await new BatchDao(tx).find(batchId);
  if (batch?.state !== 'draft') return false;
  const drafted = parseMinor(batch.total, currency);
  if (drafted === left) return true;
  throw new AppError(
    'conflict',
    `batch ${batchId} pays ${sayMinor(drafted, currency)} and ${sayMinor(left, currency)} is owed by now: cancel it, then mark the conversion as paid again`,
  );
}

async function record(
  tx: Transaction,
  {
    conversion,
    status,
    batchId,
    state,
  }: { conversion: AttributionRow; status: string; batchId: number; state: BatchState },
  by: PersonCaller,
): Promise<void> {
  await new AuditDao(tx).record(by, {
    action: 'affiliates.markConversionPaid',
    subject: { kind: 'conversion', id: conversion.id },
    before: { status: conversion.status },
    after: { status, batch: batchId, state },
  });
}
