import type { Database, Executor, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type Posting, postTransfers } from '@dreamteamhub/db/ledger';
import {
  BatchDao,
  ItemDao,
  type LeftOutRow,
  MismatchDao,
  type NewItem,
  type PayoutRail,
  RequestDao,
  type RequestRow,
} from '@dreamteamhub/db/payouts';
import type { StorefrontRow } from '@dreamteamhub/db/storefronts';
import type { admin } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError, badField } from '../../platform/app-error.ts';
import { actorOf, type PersonCaller } from '../../platform/caller.ts';
import { formatMinor, parseMinor, readMinorField, sayMinor } from '../../platform/money.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import type { BatchService } from './batch-service.ts';
import { toLeftOut, type WholeBatch } from './batch-view.ts';
import { judgePayable } from './draft-rules.ts';
import { mapInSlices } from './in-slices.ts';
import { itemPlace, sealPayee } from './payee.ts';
import type { KnownPayee, PayeesService } from './payees-service.ts';
import { newReference } from './payment-names.ts';
import type { Rail } from './rail.ts';
import { reservingOf, restOfRequest } from './settlement-rules.ts';

type Asked = z.output<(typeof admin)['payouts']['createBatch']['input']>;

/** What a draft pays, and whom it leaves out. */
interface Draft {
  items: NewItem[];
  /** Requests of which the rail cannot pay the last decimals. */
  cut: { request: RequestRow; amount: string }[];
  leftOut: LeftOutRow[];
  totalMinor: bigint;
}

/** Who is paid, how much, and who is left out and why. */
export class DraftService {
  readonly #db: Database;
  readonly #rails: Readonly<Record<PayoutRail, Rail>>;
  readonly #payees: Pick<PayeesService, 'getUsable'>;
  readonly #getMinimum: (storefrontId: number) => Promise<string>;
  readonly #batches: BatchService;
  readonly #secrets: SecretBox;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    rails: Readonly<Record<PayoutRail, Rail>>;
    payees: Pick<PayeesService, 'getUsable'>;
    /** Returns what must be payable at least in a storefront, as a decimal string. */
    getMinimum: (storefrontId: number) => Promise<string>;
    batches: BatchService;
    secrets: SecretBox;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#rails = deps.rails;
    this.#payees = deps.payees;
    this.#getMinimum = deps.getMinimum;
    this.#batches = deps.batches;
    this.#secrets = deps.secrets;
    this.#now = deps.now;
  }

  /**
   * Drafts a batch of what is payable, which is reserved with it; a dry run only says what would be. Throws
   * `bad_request` that names the field, and `conflict` where nobody is left to be paid or the rail is not set up.
   */
  async create(input: Asked, by: PersonCaller): Promise<WholeBatch> {
    const storefront = await findStorefront(this.#db, input.storefront, by);
    const rail = this.#rails[input.rail];
    await rail.demandSetUp(storefront.id);
    const minimum =
      input.minimum === undefined
        ? await this.#getMinimum(storefront.id)
        : formatMinor(readMinorField('minimum', input.minimum, input.currency), input.currency);
    const { currency, affiliateIds } = input;
    if (affiliateIds !== undefined) await demandOf(this.#db, storefront, affiliateIds);
    const terms = { storefront, rail, minimum, currency, affiliateIds };
    if (input.dryRun === true) return this.#describe(await this.#draft(this.#db, terms, false), terms, by);
    return this.#db.transaction(async (tx) => {
      const draft = await this.#draft(tx, terms, true);
      return this.#store(tx, draft, terms, by);
    });
  }

  async #draft(
    db: Executor,
    { storefront, rail, minimum, currency, affiliateIds }: Terms,
    isLocked: boolean,
  ): Promise<Draft> {
    const of = { storefrontId: storefront.id, currency, affiliateIds, isLocked };
    const requests = await new RequestDao(db).getOpen(of);
    const payables = await new ItemDao(db).getPayables(of);
    const ids = [...new Set([...requests, ...payables].map(({ affiliateId }) => affiliateId))];
    const payees =
      rail.methods === null ? new Map<number, KnownPayee>() : await this.#payees.getUsable(db, ids);
    const excesses = await new MismatchDao(db).getExcesses(of);
    const withExcess = new Set(excesses.map(({ affiliateId }) => affiliateId));
    const draft: Draft = { items: [], cut: [], leftOut: [], totalMinor: 0n };
    const minimumMinor = parseMinor(minimum, currency);
    const now = this.#now();
    const owed = [
      // What was requested is paid whatever the minimum.
      ...requests.map((request) => ({
        ...{ affiliateId: request.affiliateId, amount: request.amount, seq: request.throughSeq },
        ...{ requestId: request.id, request, atLeast: 1n },
      })),
      ...payables.map((payable) => ({ ...payable, requestId: null, request: null, atLeast: minimumMinor })),
    ];
    await mapInSlices(owed, ({ affiliateId, amount, seq, requestId, request, atLeast }) => {
      const payee = payees.get(affiliateId);
      // Of what was requested no rest could stay payable: all of it is reserved.
      const by = requestId === null ? rail : { ...rail, payable: (whole: string) => whole };
      const hasExcess = withExcess.has(affiliateId);
      const judged = judgePayable(
        { amount, payee, hasExcess },
        { rail: by, currency, minimumMinor: atLeast, now },
      );
      if ('reason' in judged) {
        draft.leftOut.push({ affiliateId, reason: judged.reason, amount });
        return;
      }
      if (draft.items.length >= (rail.mostItems ?? Number.POSITIVE_INFINITY)) {
        draft.leftOut.push({ affiliateId, reason: 'batchIsFull', amount });
        return;
      }
      const judgedMinor = parseMinor(judged.amount, currency);
      draft.totalMinor += judgedMinor;
      if (request !== null && judgedMinor < parseMinor(amount, currency)) {
        draft.cut.push({ request, amount: judged.amount });
      }
      draft.items.push({
        ...{ affiliateId, currency, requestId, attributionId: null, state: 'reserved', throughSeq: seq },
        amount: judged.amount,
        ...this.#payeeOf(rail.methods === null ? undefined : payee, isLocked),
      });
    });
    return draft;
  }

  /** A dry run seals nothing. */
  #payeeOf(
    payee: KnownPayee | undefined,
    isStored: boolean,
  ): Pick<NewItem, 'reference' | 'payeeSealed' | 'payeeHint'> {
    const reference = newReference();
    if (payee === undefined) return { reference, payeeSealed: null, payeeHint: null };
    return {
      reference,
      payeeSealed: isStored ? sealPayee(this.#secrets, itemPlace(reference), payee.open()) : null,
      payeeHint: payee.hint,
    };
  }

  async #store(tx: Transaction, draft: Draft, terms: Terms, by: PersonCaller): Promise<WholeBatch> {
    const { storefront, rail, currency, minimum } = terms;
    if (draft.items.length === 0) throw nobodyToPay(draft, currency);
    const batch = await new BatchDao(tx).insert({
      ...{ storefrontId: storefront.id, rail: rail.name, currency, minimum, leftOut: draft.leftOut },
      total: formatMinor(draft.totalMinor, currency),
      itemCount: draft.items.length,
      createdBy: by.id,
    });
    const ids = await new ItemDao(tx).insert(batch.id, draft.items);
    const requested = draft.items.flatMap(({ requestId }) => (requestId === null ? [] : [requestId]));
    await new RequestDao(tx).setBatched(requested, true);
    for (const { request, amount } of draft.cut) await new RequestDao(tx).update(request.id, { amount });
    await new AuditDao(tx).record(by, {
      action: 'payouts.createBatch',
      subject: { kind: 'payoutBatch', id: batch.id },
      after: {
        rail: rail.name,
        currency,
        total: batch.total,
        items: batch.itemCount,
        leftOut: draft.leftOut.length,
      },
    });
    const answer = await this.#batches.getIn(tx, batch.id);
    const actor = actorOf(by);
    const postings = draft.items.flatMap((item, place): Posting[] => {
      const id = ids[place];
      // What was requested is reserved since then.
      if (id === undefined || item.requestId !== null) return [];
      return [reservingOf({ ...item, id, storefrontId: storefront.id }, { actor })];
    });
    const rests = draft.cut.map(({ request, amount }) => restOfRequest(request, amount, { actor }));
    await postTransfers(tx, [...postings, ...rests]);
    return answer;
  }

  async #describe(draft: Draft, terms: Terms, by: PersonCaller): Promise<WholeBatch> {
    const { storefront, rail, currency, minimum } = terms;
    const named = [...draft.items, ...draft.leftOut].map(({ affiliateId }) => affiliateId);
    const names = await new AffiliateDao(this.#db).getNames(named);
    const createdBy = await new BatchDao(this.#db).getNameOf(by.id);
    const total = formatMinor(draft.totalMinor, currency);
    const count = draft.items.length;
    const never = { approvedAt: null, approvedBy: null, submittedAt: null, submittedBy: null };
    return {
      ...{
        id: null,
        storefront: storefront.slug,
        kind: 'balances',
        rail: rail.name,
        currency,
        state: 'draft',
      },
      ...{ minimum: formatMinor(parseMinor(minimum, currency), currency), total, itemCount: count },
      states: count === 0 ? {} : { reserved: { count, amount: total } },
      ...{ attempt: 0, messageId: null, problem: null, file: null, selfApproved: false },
      ...{ createdAt: this.#now().toISOString(), createdBy, ...never },
      ...{ settledAt: null, cancelledAt: null, cancelledBy: null },
      items: draft.items.map(({ affiliateId, amount, requestId, payeeHint }) => {
        const { handle, name } = names.get(affiliateId) ?? { handle: '', name: '' };
        return {
          ...{
            id: null,
            batchId: null,
            rail: rail.name,
            affiliateId,
            affiliateHandle: handle,
            affiliateName: name,
          },
          ...{
            amount,
            currency,
            state: 'reserved',
            payee: payeeHint,
            reference: null,
            conversionId: null,
            requestId,
          },
          ...{ providerStatus: null, reason: null, settledAt: null },
        };
      }),
      leftOut: toLeftOut(draft.leftOut, names, { currency, minimum }),
    };
  }
}

interface Terms {
  storefront: StorefrontRow;
  rail: Rail;
  minimum: string;
  currency: string;
  affiliateIds: readonly number[] | undefined;
}

/** Throws `bad_request` that names the first of these who is no affiliate of the storefront. */
async function demandOf(
  db: Executor,
  { id, slug }: StorefrontRow,
  affiliateIds: readonly number[],
): Promise<void> {
  const known = await new AffiliateDao(db).getIdsIn(id, affiliateIds);
  const place = affiliateIds.findIndex((one) => !known.has(one));
  if (place < 0) return;
  const problem = `there is no affiliate with id ${affiliateIds[place]} in the storefront "${slug}"`;
  throw badField(`affiliateIds.${place}`, problem);
}

function nobodyToPay({ leftOut }: Draft, currency: string): AppError {
  if (leftOut.length === 0) return new AppError('conflict', `nothing is payable in ${currency}`);
  const waiting = leftOut.reduce((sum, { amount }) => {
    const minor = parseMinor(amount, currency);
    return minor > 0n ? sum + minor : sum;
  }, 0n);
  return new AppError(
    'conflict',
    `nobody can be paid: ${leftOut.length} left out, with ${sayMinor(waiting, currency)} payable; a dry run says why`,
  );
}
