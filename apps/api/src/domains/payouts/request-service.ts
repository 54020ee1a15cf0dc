import type { Database, Page, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { postTransfers } from '@dreamteamhub/db/ledger';
import { ItemDao, RequestDao, type RequestRow, type RequestView } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError, badField } from '../../platform/app-error.ts';
import { actorOf, type Caller, type PersonCaller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatMinor, formatStored, parseMinor, readMinorField, sayMinor } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { findAffiliate } from '../ledger/balance-service.ts';
import { demandNoExcess } from './open-excess.ts';
import { requestMove } from './settlement-rules.ts';

type Inputs = (typeof admin)['payouts'];
type Answer = WireOutputs<typeof admin>['payouts']['createRequest'];

/** What affiliates ask to be paid: reserved from then on, until a batch pays it or somebody rejects it. */
export class RequestService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;

  constructor(deps: { db: Database; publishEvent: PublishEvent }) {
    this.#db = deps.db;
    this.#publishEvent = deps.publishEvent;
  }

  /** Throws `not_found` for an affiliate that the caller has not. */
  async list(
    { affiliateId, state, limit, cursor }: z.output<Inputs['listRequests']['input']>,
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<Answer>> {
    const afterId = readCursor(cursor);
    if (affiliateId !== undefined) await findAffiliate(this.#db, affiliateId, by);
    const filter = { affiliateId, state, storefrontId: by.storefrontId };
    const page = await new RequestDao(this.#db).list({ ...filter, limit, afterId });
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /**
   * Reserves what is asked for. Throws `not_found`, `bad_request` that names the field, and `conflict` for more than is
   * payable and while another request waits.
   */
  async create(input: z.output<Inputs['createRequest']['input']>, by: PersonCaller): Promise<Answer> {
    const affiliate = await findAffiliate(this.#db, input.affiliateId, by);
    const { storefrontId } = affiliate;
    const currency = input.currency ?? affiliate.currency;
    const asked = input.amount === undefined ? undefined : readMinorField('amount', input.amount, currency);
    if (asked === 0n) throw badField('amount', 'must be above zero');
    return this.#db.transaction(async (tx) => {
      const reserved = await reserve(tx, { storefrontId, affiliateId: affiliate.id, currency, asked });
      const requests = new RequestDao(tx);
      const row = await requests.insert({
        ...{ storefrontId, affiliateId: affiliate.id, currency, ...reserved },
        ...{ note: input.note?.trim() ?? null, createdBy: by.id },
      });
      await new AuditDao(tx).record(by, {
        action: 'payouts.createRequest',
        subject: { kind: 'payoutRequest', id: row.id },
        after: { affiliateId: row.affiliateId, amount: reserved.amount, currency },
      });
      const answer = await view(requests, row.id);
      await this.#publishEvent(tx, {
        type: 'payout.requested',
        data: {
          ...{ id: row.id, affiliateId: row.affiliateId, storefront: answer.storefront },
          ...{ amount: answer.amount, currency, rail: null, batchId: null, reference: null, reason: null },
        },
      });
      await postTransfers(tx, [requestMove(row, 'reserve', { actor: actorOf(by) })]);
      return answer;
    });
  }

  /** Makes the amount payable again. Throws `not_found`, and `conflict` for one that is in a batch or was rejected. */
  reject({ id, reason }: z.output<Inputs['rejectRequest']['input']>, by: PersonCaller): Promise<Answer> {
    return this.#db.transaction(async (tx) => {
      const requests = new RequestDao(tx);
      const row = await requests.lock(id);
      if (row === null) throw new AppError('not_found', `there is no payout request with id ${id}`);
      if (row.state !== 'requested') throw new AppError('conflict', await whyNot(requests, row));
      const decided = {
        state: 'rejected',
        reason: reason.trim(),
        decidedAt: new Date(),
        decidedBy: by.id,
      } as const;
      await requests.update(id, decided);
      await new AuditDao(tx).record(by, {
        action: 'payouts.rejectRequest',
        subject: { kind: 'payoutRequest', id },
        before: { state: row.state },
        after: { state: 'rejected', reason: decided.reason },
      });
      const answer = await view(requests, id);
      await postTransfers(tx, [requestMove(row, 'release', { actor: actorOf(by), reason: decided.reason })]);
      return answer;
    });
  }
}

/** Locks what is payable. Returns what a request takes of it, and up to which transfer when that is everything. */
async function reserve(
  tx: Transaction,
  of: { storefrontId: number; affiliateId: number; currency: string; asked: bigint | undefined },
): Promise<Pick<RequestRow, 'amount' | 'throughSeq'>> {
  const { storefrontId, affiliateId, currency, asked } = of;
  const whose = { storefrontId, currency, affiliateIds: [affiliateId] };
  const [payable] = await new ItemDao(tx).getPayables({ ...whose, isLocked: true });
  const [open] = await new RequestDao(tx).getOpen({ ...whose, isLocked: false });
  if (open !== undefined) {
    const amount = sayMinor(parseMinor(open.amount, currency), currency);
    throw new AppError(
      'conflict',
      `request ${open.id} of ${amount} waits already: reject it, or pay it first`,
    );
  }
  await demandNoExcess(tx, whose);
  const left = payable === undefined ? 0n : parseMinor(payable.amount, currency);
  const amount = asked ?? left;
  if (payable === undefined || left <= 0n) {
    throw new AppError('conflict', `nothing is payable to the affiliate in ${currency}`);
  }
  if (amount > left) {
    throw new AppError(
      'conflict',
      `${sayMinor(amount, currency)} is more than the ${sayMinor(left, currency)} that is payable to the affiliate`,
    );
  }
  return { amount: formatMinor(amount, currency), throughSeq: amount === left ? payable.seq : null };
}

async function whyNot(requests: RequestDao, { id, state }: RequestRow): Promise<string> {
  if (state === 'rejected') return 'this request was rejected already';
  const batchId = (await requests.get(id))?.batchId;
  return `this request is in batch ${batchId ?? '?'}`;
}

async function view(requests: RequestDao, id: number): Promise<Answer> {
  const row = await requests.get(id);
  if (row === null) throw new Error(`there is no payout request ${id}`);
  return toAnswer(row);
}

function toAnswer({ storefrontId: _, createdAt, decidedAt, amount, ...row }: RequestView): Answer {
  return {
    ...row,
    amount: formatStored(amount, row.currency),
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}
