import type { Database, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  AdjustmentDao,
  type AdjustmentRow,
  type AdjustmentView,
  LedgerDao,
  type Posting,
  postTransfers,
} from '@dreamteamhub/db/ledger';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError, badField } from '../../platform/app-error.ts';
import { actorOf, type Caller, type PersonCaller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatMinor, formatStored, parseMinor, readMinorField } from '../../platform/money.ts';
import { findAffiliate } from './balance-service.ts';
import { refuseSelfApproval } from './second-person-service.ts';

type Inputs = (typeof admin)['ledger'];
type Answer = WireOutputs<typeof admin>['ledger']['createAdjustment'];

/** What affiliates are given, or what is taken back, beside commissions: one person proposes it, another one approves it. */
export class AdjustmentService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /** Returns one page, newest first. Throws `not_found` for an affiliate that the caller has not. */
  async list(
    { affiliateId, state, limit, cursor }: z.output<Inputs['listAdjustments']['input']>,
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<{ items: Answer[]; nextCursor: string | null }> {
    const afterId = readCursor(cursor);
    if (affiliateId !== undefined) await findAffiliate(this.#db, affiliateId, by);
    const page = await new AdjustmentDao(this.#db).list({
      ...{ affiliateId, state, limit, afterId, storefrontId: by.storefrontId },
    });
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /**
   * Stores a proposal; nothing is posted. Throws `not_found`, `bad_request` that names the field, and `conflict` for a
   * write-off of more than the affiliate owes.
   */
  async propose(input: z.output<Inputs['createAdjustment']['input']>, by: PersonCaller): Promise<Answer> {
    const { affiliateId, kind, direction, reason } = input;
    const affiliate = await findAffiliate(this.#db, affiliateId, by);
    const { currency, storefrontId } = affiliate;
    const minor = readAmount(input, currency);
    return this.#db.transaction(async (tx) => {
      if (kind === 'writeOff') await refuseMoreThanOwed(tx, { affiliateId, currency }, minor);
      const adjustments = new AdjustmentDao(tx);
      const amount = formatMinor(direction === 'toAffiliate' ? minor : -minor, currency);
      const row = await adjustments.propose({
        ...{ storefrontId, affiliateId, currency, kind, amount, createdBy: by.id },
        reason: reason.trim(),
      });
      await new AuditDao(tx).record(by, {
        action: 'ledger.createAdjustment',
        subject: { kind: 'adjustment', id: row.id },
        after: { affiliateId, kind, amount, currency, reason: row.reason },
      });
      return view(adjustments, row.id);
    });
  }

  /**
   * Approves a proposal, which is posted then, or rejects it. Throws `not_found`, and `conflict` for one that is decided,
   * that the caller proposed, or that writes off more than is owed by now.
   */
  decide({ id, decision }: z.output<Inputs['decideAdjustment']['input']>, by: PersonCaller): Promise<Answer> {
    return this.#db.transaction(async (tx) => {
      const adjustments = new AdjustmentDao(tx);
      const row = await adjustments.lock(id);
      if (row === null) throw new AppError('not_found', `there is no adjustment with id ${id}`);
      if (row.state !== 'proposed')
        throw new AppError('conflict', `this adjustment was ${row.state} already`);
      const isApproval = decision === 'approve';
      const { isSelfApproved } = isApproval
        ? await refuseSelfApproval(tx, { createdBy: row.createdBy, approvedBy: by.id })
        : { isSelfApproved: false };
      const state = isApproval ? 'approved' : 'rejected';
      await adjustments.decide(id, { state, decidedBy: by.id, isSelfApproved });
      await new AuditDao(tx).record(by, {
        action: 'ledger.decideAdjustment',
        subject: { kind: 'adjustment', id },
        before: { state: row.state },
        after: { state, ...(isSelfApproved ? { selfApproved: true } : {}) },
      });
      const answer = await view(adjustments, id);
      // Last: it locks the balance.
      if (isApproval) await post(tx, row, actorOf(by));
      return answer;
    });
  }
}

function readAmount(
  { amount, kind, direction, currency: given }: z.output<Inputs['createAdjustment']['input']>,
  currency: string,
): bigint {
  if (given !== undefined && given !== currency) {
    throw badField('currency', `the affiliate’s storefront is in ${currency}, not ${given}`);
  }
  if (kind === 'writeOff' && direction !== 'toAffiliate') {
    throw badField('direction', 'a write-off goes to the affiliate: it forgives what is owed');
  }
  const minor = readMinorField('amount', amount, currency);
  if (minor === 0n) throw badField('amount', 'must be above zero');
  return minor;
}

async function post(tx: Transaction, row: AdjustmentRow, actor: string): Promise<void> {
  const { id, storefrontId, affiliateId, currency, kind, reason } = row;
  const minor = parseMinor(row.amount, currency);
  const isTo = minor > 0n;
  if (kind === 'writeOff') await refuseMoreThanOwed(tx, row, minor);
  const source = kind === 'writeOff' ? 'expense.bad_debt' : 'adjustment';
  const posting: Posting = {
    ...{ storefrontId, affiliateId, currency, reason, actor },
    debit: isTo ? source : 'payable',
    credit: isTo ? 'payable' : source,
    amount: formatMinor(isTo ? minor : -minor, currency),
    ...{ cause: 'adjust', causeId: String(id), leg: 0 },
  };
  await postTransfers(tx, [posting]);
}

/** Locks what is payable until the transaction ends: two write-offs at once could forgive more than is owed. */
async function refuseMoreThanOwed(
  tx: Transaction,
  whose: { affiliateId: number; currency: string },
  amount: bigint,
): Promise<void> {
  const { currency } = whose;
  const payable = parseMinor(await new LedgerDao(tx).lockPayable(whose), currency);
  const owing = payable < 0n ? -payable : 0n;
  if (amount <= owing) return;
  const [asked, left] = [formatMinor(amount, currency), formatMinor(owing, currency)];
  throw new AppError(
    'conflict',
    `amount: ${asked} is more than the ${left} ${currency} that the affiliate owes`,
  );
}

async function view(adjustments: AdjustmentDao, id: number): Promise<Answer> {
  const row = await adjustments.get(id);
  if (row === null) throw new Error(`there is no adjustment ${id}`);
  return toAnswer(row);
}

function toAnswer(row: AdjustmentView): Answer {
  const { id, storefront, affiliateId, affiliateHandle, affiliateName, currency, kind, reason, state } = row;
  return {
    ...{ id, storefront, affiliateId, affiliateHandle, affiliateName, currency, kind, reason, state },
    amount: formatStored(row.amount, currency),
    selfApproved: row.isSelfApproved,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.creator,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: row.decider,
  };
}
