import { createHash } from 'node:crypto';
import type { Database, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { BatchDao, type BatchRow, ItemDao, type PayoutRail } from '@dreamteamhub/db/payouts';
import { actorOf, type PersonCaller } from '../../platform/caller.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { type BatchService, lockBatch, wrongState } from './batch-service.ts';
import type { WholeBatch } from './batch-view.ts';
import type { ItemSaid } from './item-said.ts';
import { demandNoExcess } from './open-excess.ts';
import { filePlace } from './payee.ts';
import { messageIdOf } from './payment-names.ts';
import type { Asked, Rail, RailBatch, Sent } from './rail.ts';
import { type RailBatchDeps, railBatchOf } from './rail-batch.ts';
import type { SettlementService } from './settlement-service.ts';
import { readTold, type SettleInput } from './told-items.ts';

/**
 * Hands batches over. An attempt is stored and committed before its call: whatever happens then, it is known that money may
 * have left, and nothing is sent a second time before the provider was asked.
 */
export class ExecutionService {
  readonly #db: Database;
  readonly #rails: Readonly<Record<PayoutRail, Rail>>;
  readonly #batches: BatchService;
  readonly #settlements: SettlementService;
  readonly #railBatch: RailBatchDeps;
  readonly #secrets: SecretBox;
  readonly #now: () => Date;

  constructor(
    deps: RailBatchDeps & {
      db: Database;
      rails: Readonly<Record<PayoutRail, Rail>>;
      batches: BatchService;
      settlements: SettlementService;
      now: () => Date;
    },
  ) {
    this.#db = deps.db;
    this.#rails = deps.rails;
    this.#batches = deps.batches;
    this.#settlements = deps.settlements;
    this.#railBatch = { getReference: deps.getReference, secrets: deps.secrets };
    this.#secrets = deps.secrets;
    this.#now = deps.now;
  }

  /**
   * Makes an approved batch's file, or sends it to its provider. Throws `not_found`, and `conflict` for one that is not
   * approved or was handed over already.
   */
  async submit(id: number, by: PersonCaller): Promise<WholeBatch> {
    const batch = await this.#batches.get(id, by, { withItems: false });
    const rail = this.#rails[batch.rail];
    const send = rail.send?.bind(rail);
    const claimed = await this.#db.transaction((tx) =>
      this.#claim(tx, id, by, send === undefined ? 'submitted' : 'submitting'),
    );
    if (send !== undefined) {
      await this.#noteSent(id, await send(await this.readForRail(id)), claimed.calledAt);
    }
    return this.#batches.get(id, by);
  }

  /** Pays an approved batch of the rail `manual` as a whole, as the last step of a transaction of the caller's. */
  async payByHandIn(tx: Transaction, id: number, by: PersonCaller): Promise<void> {
    await this.#claim(tx, id, by, 'submitted');
    const occurredAt = this.#now();
    const said = (await new ItemDao(tx).getOfBatch(id)).map(
      ({ reference }): ItemSaid => ({ reference, news: 'paid', status: 'paid', occurredAt, key: 'paid' }),
    );
    await this.#settlements.hearIn(tx, id, said, { source: 'person', actor: actorOf(by) });
  }

  /** Stores an attempt, and the file of rails that have one. */
  async #claim(
    tx: Transaction,
    id: number,
    by: PersonCaller,
    state: 'submitted' | 'submitting',
  ): Promise<BatchRow> {
    const batch = await lockBatch(tx, id);
    if (batch.state !== 'approved') {
      throw wrongState(
        batch,
        batch.state === 'draft' ? 'approve it first' : 'only an approved one is submitted',
      );
    }
    const rail = this.#rails[batch.rail];
    await rail.demandSetUp(batch.storefrontId);
    const attempt = batch.attempt + 1;
    const attempted = {
      attempt,
      attemptedAt: this.#now(),
      messageId: messageIdOf(id, attempt),
      ...{
        account: (await rail.accountOf?.(batch.storefrontId)) ?? null,
        calledAt: this.#now(),
        problem: null,
      },
    };
    const submitted = { state, submittedAt: this.#now(), submittedBy: by.id } as const;
    const items = new ItemDao(tx);
    const affiliateIds = (await items.lock(id)).map(({ affiliateId }) => affiliateId);
    const { storefrontId, currency } = batch;
    await demandNoExcess(tx, { storefrontId, currency, affiliateIds });
    await items.moveAll(id, 'reserved', 'sent');
    const claimed = { ...batch, ...attempted, ...submitted };
    await new BatchDao(tx).update(id, { ...attempted, ...submitted });
    if (rail.makeFile !== undefined) {
      const file = await rail.makeFile(await railBatchOf(tx, claimed, this.#railBatch));
      await new BatchDao(tx).update(id, {
        fileName: file.name,
        fileSealed: this.#secrets.seal(file.content, filePlace(id)),
        fileSha256: createHash('sha256').update(file.content).digest('hex'),
      });
    }
    await new AuditDao(tx).record(by, {
      action: 'payouts.submitBatch',
      subject: { kind: 'payoutBatch', id },
      before: { state: batch.state },
      after: { state, attempt, messageId: attempted.messageId },
    });
    return claimed;
  }

  /**
   * Notes what became of an attempt's call, unless somebody knows more by now. `calledAt`: when the call was begun; that it
   * was refused says nothing of a later one.
   */
  async #noteSent(id: number, sent: Sent, calledAt: Date | null): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const batches = new BatchDao(tx);
      const batch = await lockBatch(tx, id);
      if (batch.state !== 'submitting' && batch.state !== 'unknown') return;
      if (sent.outcome === 'accepted') {
        await batches.update(id, { state: 'submitted', providerId: sent.providerId, problem: null });
      } else if (sent.outcome === 'unknown') {
        await batches.update(id, { state: 'unknown', problem: sent.problem });
      } else if (batch.calledAt?.getTime() === calledAt?.getTime()) {
        await takeBack(tx, batch, sent.problem);
      }
    });
  }

  /** Asks the provider about a batch that was handed over, and takes in what it says. */
  async ask(id: number): Promise<void> {
    const batch = await this.#db.transaction((tx) => this.#claimQuestion(tx, id));
    const rail = batch === null ? undefined : this.#rails[batch.rail];
    if (batch === null || rail?.ask === undefined) return;
    const asked = await this.#askRail(rail.ask.bind(rail), id);
    if (asked.outcome === 'notFound') return this.#noteNotFound(batch);
    if (asked.outcome === 'unknown') {
      // What was accepted is not doubted again because the provider does not answer today.
      return this.#noteProblem(id, asked.problem, { submitting: 'unknown' });
    }
    await this.#noteSent(id, { outcome: 'accepted', providerId: asked.providerId }, batch.calledAt);
    const heard = await this.#settlements.hear(id, asked.items, { source: 'provider', actor: null });
    const [stranger] = heard.unknown;
    const strange =
      stranger === undefined ? null : `the provider names a payment ${stranger} that the batch does not have`;
    await this.#noteProblem(id, asked.problem ?? strange);
  }

  /** Asks, and leaves the batch to people where that goes wrong in the hub itself. */
  async #askRail(ask: NonNullable<Rail['ask']>, id: number): Promise<Asked> {
    try {
      return await ask(await this.readForRail(id));
    } catch (error) {
      await this.#noteProblem(id, 'the hub could not ask about it: its log says why', {
        submitting: 'unknown',
      });
      throw error;
    }
  }

  /**
   * Takes the turn to ask about a batch; null when there is nothing to ask. A question that may send the batch once more
   * is a call like the first: nobody settles anything meanwhile, and of what somebody has settled nothing is sent again.
   */
  async #claimQuestion(tx: Transaction, id: number): Promise<BatchRow | null> {
    const batch = await new BatchDao(tx).lock(id);
    if (batch === null || !UNDER_WAY.includes(batch.state)) return null;
    const calledAt = this.#now();
    const isFree =
      batch.state !== 'submitting' ||
      calledAt.getTime() - (batch.calledAt?.getTime() ?? 0) >= CALL_MILLISECONDS;
    if (batch.providerId === null) {
      if ((batch.state !== 'unknown' && batch.state !== 'submitting') || !isFree) return null;
      await new BatchDao(tx).update(id, { state: 'submitting', calledAt });
      return { ...batch, state: 'submitting', calledAt };
    }
    await new BatchDao(tx).update(id, { calledAt });
    return { ...batch, calledAt };
  }

  /** `moves`: where a batch goes on the way. */
  async #noteProblem(
    id: number,
    problem: string | null,
    moves: Partial<Record<BatchRow['state'], BatchRow['state']>> = {},
  ): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const now = await lockBatch(tx, id);
      if (!UNDER_WAY.includes(now.state)) return;
      await new BatchDao(tx).update(id, { state: moves[now.state] ?? now.state, problem });
    });
  }

  async #noteNotFound({ id, attempt, calledAt }: BatchRow): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const now = await lockBatch(tx, id);
      const isSame = now.attempt === attempt && now.calledAt?.getTime() === calledAt?.getTime();
      if (isSame && now.providerId === null && now.state === 'submitting') {
        await takeBack(tx, now, 'the provider never got it');
      }
    });
  }

  /** Says what became of a batch's items, by a person who knows. Throws `not_found`, `bad_request` and `conflict`. */
  async settle({ id, ...told }: SettleInput & { id: number }, by: PersonCaller): Promise<WholeBatch> {
    const batch = await this.#batches.get(id, by);
    const isPaidByHand = batch.state === 'approved' && batch.rail === 'manual';
    if (batch.state === 'submitting') throw wrongState(batch, 'its call is under way');
    if (!isPaidByHand && (batch.attempt === 0 || batch.state === 'approved')) {
      throw wrongState(batch, 'only what was handed over can be settled');
    }
    // Before anything is stored: what cannot be read changes nothing.
    const said = readTold(batch, told, this.#now());
    if (isPaidByHand) {
      await this.#db.transaction((tx) => this.#claim(tx, id, by, 'submitted'));
    }
    const heard = await this.#settlements.hear(id, said, { source: 'person', actor: actorOf(by) });
    await this.#db.transaction((tx) =>
      new AuditDao(tx).record(by, {
        action: 'payouts.settleBatch',
        subject: { kind: 'payoutBatch', id },
        after: { told: said.length, applied: heard.applied, mismatched: heard.mismatched },
      }),
    );
    return this.#batches.get(id, by);
  }

  /** Returns a batch as its rail needs it. */
  async readForRail(id: number): Promise<RailBatch> {
    const batch = await new BatchDao(this.#db).find(id);
    if (batch === null) throw new Error(`there is no batch ${id}`);
    return railBatchOf(this.#db, batch, this.#railBatch);
  }
}

/** Longer than a call takes: whoever made it may still be at it. */
const CALL_MILLISECONDS = 120_000;

const UNDER_WAY: readonly BatchRow['state'][] = ['submitting', 'unknown', 'submitted', 'partly', 'settled'];

/** Puts an attempt that reached nobody back to where it can be sent again. */
async function takeBack(tx: Transaction, { id }: BatchRow, problem: string): Promise<void> {
  const items = new ItemDao(tx);
  await items.lock(id);
  await items.moveAll(id, 'sent', 'reserved');
  await new BatchDao(tx).update(id, { state: 'approved', problem, submittedAt: null, submittedBy: null });
}
