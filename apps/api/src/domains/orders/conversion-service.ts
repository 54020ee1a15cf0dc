import type { Database, Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { LedgerDao } from '@dreamteamhub/db/ledger';
import { type AttributionRow, ConversionDao, type ConversionView, OrderDao } from '@dreamteamhub/db/orders';
import { type ConversionPayout, PaidConversionsDao } from '@dreamteamhub/db/payouts';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type Caller } from '../../platform/caller.ts';
import { parseMinor } from '../../platform/money.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { BookedCommissions } from './booked-commissions.ts';
import { type ConversionAnswer, toConversionAnswer } from './conversion-list-service.ts';
import { conversionNews } from './conversion-news.ts';
import { knownOf } from './known.ts';
import { inItsCurrency, rollupChanges } from './order-books.ts';
import type { Rating } from './order-keeping.ts';
import { type ConversionStep, conversionMoves, isMovable, judgeClaim } from './rules.ts';
import { verifyClaim } from './verify-claim.ts';

/** What an operator does with a conversion: a step, or turning a claim into the verified conversion of its order. */
export type ConversionAction = ConversionStep | 'verify';

/** Whether an action starts from here. Whether the order of a claim is taken shows when it is verified. */
export function allowsAction(
  { status, kind }: Pick<ConversionView, 'status' | 'kind'>,
  action: ConversionAction,
): boolean {
  return action === 'verify' ? kind === 'claim' && status === 'pending' : isMovable({ status, kind }, action);
}

/** Refuses a conversion that is not as somebody saw it, by throwing. */
export type CheckConversion = (conversion: AttributionRow) => void;

/** The steps that need nothing but the conversion: it is paid by a payout. */
export type OwnStep = Exclude<ConversionStep, 'markPaid'>;

/** A conversion whose commission can be paid, locked. */
export interface ConversionToPay {
  conversion: AttributionRow;
  /** Of its own commissions, and what is payable to the affiliate altogether; in minor units. */
  left: bigint;
  payable: bigint;
}

/** Conversions as operators move them. */
export class ConversionService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;
  readonly #rating: Rating;

  constructor(deps: { db: Database; publishEvent: PublishEvent; rating: Rating }) {
    this.#db = deps.db;
    this.#rating = deps.rating;
    this.#publishEvent = deps.publishEvent;
  }

  /**
   * Moves a conversion one step; when it leaves the metrics, that is booked on its own day. Throws `not_found`, or
   * `conflict` when the step does not start from its status, also when somebody else was faster.
   */
  move(id: number, step: OwnStep, by: Caller): Promise<ConversionAnswer> {
    return this.#db.transaction((tx) => this.moveIn(tx, { id, step }, by));
  }

  /** The same in a transaction of the caller's. `check` sees the locked conversion, and may throw. */
  async moveIn(
    tx: Transaction,
    { id, step, check }: { id: number; step: OwnStep; check?: CheckConversion | undefined },
    by: Caller,
  ): Promise<ConversionAnswer> {
    const before = await lockMovable(tx, { id, step, check });
    const commissions = this.#openCommissions(tx);
    await commissions[step](before, await knownOf(new OrderDao(tx), before), { actor: actorOf(by) });
    const answer = await this.#take(tx, { before, step }, by);
    if (step === 'void') await refuseInPayout(tx, before);
    await commissions.post();
    return answer;
  }

  /**
   * Locks an approved conversion and the balances of its affiliate until the transaction ends, and returns what is to be
   * paid for it. Throws `not_found`, and `conflict` for one that cannot be paid now. `check` as of {@link moveIn}.
   */
  async lockForPayment(
    tx: Transaction,
    { id, check }: { id: number; check?: CheckConversion | undefined },
  ): Promise<ConversionToPay> {
    const conversion = await lockMovable(tx, { id, step: 'markPaid', check });
    const commissions = this.#openCommissions(tx);
    const left = await commissions.getLeftToPay(conversion, await knownOf(new OrderDao(tx), conversion));
    await commissions.post();
    const payable = await new LedgerDao(tx).lockPayable(conversion);
    return { conversion, left, payable: parseMinor(payable, conversion.currency) };
  }

  /** Marks a locked conversion as paid of which nothing is left to pay. */
  closeIn(tx: Transaction, before: AttributionRow, by: Caller): Promise<ConversionAnswer> {
    return this.#take(tx, { before, step: 'markPaid' }, by);
  }

  /** Returns a conversion as the transaction sees it. */
  async getIn(tx: Transaction, id: number): Promise<ConversionAnswer> {
    return answerOf(tx, await getConversion(tx, id));
  }

  async #take(
    tx: Transaction,
    { before, step }: { before: AttributionRow; step: ConversionStep },
    by: Caller,
  ): Promise<ConversionAnswer> {
    const { id } = before;
    const { to } = conversionMoves[step];
    const orders = new OrderDao(tx);
    await orders.updateAttribution(id, { status: to });
    await orders.addToRollups(rollupChanges([{ before, after: { ...before, status: to } }]));
    const conversion = await getConversion(tx, id);
    await new AuditDao(tx).record(by, {
      action: `affiliates.${steps[step].action}`,
      subject: { kind: 'conversion', id },
      before: { status: before.status },
      after: { status: to, commission: conversion.commission, currency: conversion.currency },
    });
    await this.#publishEvent(tx, { type: steps[step].event, data: conversionNews(conversion) });
    return answerOf(tx, conversion);
  }

  /** Makes a claim the verified conversion of its order. Throws `not_found` or `conflict`. */
  verify(id: number, by: Caller): Promise<ConversionAnswer> {
    return this.#db.transaction((tx) => this.verifyIn(tx, { id }, by));
  }

  /** The same in a transaction of the caller's. */
  async verifyIn(
    tx: Transaction,
    { id, check }: { id: number; check?: CheckConversion | undefined },
    by: Caller,
  ): Promise<ConversionAnswer> {
    const orders = new OrderDao(tx);
    const order = await orders.getOrderOf(id);
    if (order === null) throw unknownConversion(id);
    await orders.lockOrder(order);
    const attributions = await orders.lockAttributions(order);
    const claim = attributions.find((attribution) => attribution.id === id);
    if (claim === undefined) throw unknownConversion(id);
    check?.(claim);
    const judgement = judgeClaim(attributions, claim);
    if (judgement.verdict === 'conflict') {
      throw new AppError('conflict', `order "${order.orderId}" is already verified`, {
        details: { attributionId: judgement.by.id },
      });
    }
    if (judgement.verdict === 'refuse') {
      throw new AppError('conflict', `a ${claim.status} ${claim.kind} cannot be verified`);
    }
    const commissions = this.#openCommissions(tx);
    await verifyClaim({ orders, commissions }, claim);
    const conversion = await getConversion(tx, id);
    await new AuditDao(tx).record(by, {
      action: 'affiliates.verifyConversion',
      subject: { kind: 'conversion', id },
      before: { kind: claim.kind },
      after: {
        kind: conversion.kind,
        commission: conversion.commission,
        currency: conversion.currency,
      },
    });
    await this.#publishEvent(tx, { type: 'conversion.verified', data: conversionNews(conversion) });
    await commissions.post();
    return answerOf(tx, conversion);
  }

  #openCommissions(tx: Transaction): BookedCommissions {
    return new BookedCommissions(tx, {
      ...this.#rating,
      now: this.#rating.now(),
      publishEvent: this.#publishEvent,
    });
  }
}

/** What the audit log and hub events call the steps. */
const steps = {
  approve: { action: 'approveConversion', event: 'conversion.approved' },
  markPaid: { action: 'markConversionPaid', event: 'conversion.paid' },
  void: { action: 'voidConversion', event: 'conversion.voided' },
} as const satisfies Record<ConversionStep, object>;

/** Locks a conversion that may take a step. */
async function lockMovable(
  tx: Transaction,
  { id, step, check }: { id: number; step: ConversionStep; check?: CheckConversion | undefined },
): Promise<AttributionRow> {
  const before = await new OrderDao(tx).lockAttribution(id);
  if (before === null) throw unknownConversion(id);
  check?.(before);
  if (!isMovable(before, step)) {
    throw new AppError('conflict', whyNot(before, conversionMoves[step].to));
  }
  return before;
}

/** Whoever pays locks the balances first: from here on nobody can put it into payout. */
async function refuseInPayout(tx: Transaction, conversion: AttributionRow): Promise<void> {
  await new LedgerDao(tx).lockPayable(conversion);
  const payout = await new PaidConversionsDao(tx).findPayout(conversion.id);
  if (payout !== null) throw new ConversionInPayout(payout);
}

/** What is in payout is neither paid a second time nor taken back. */
export class ConversionInPayout extends AppError {
  constructor(payout: ConversionPayout) {
    super('conflict', `its commission is in payout: ${payout.kind} ${payout.id}`, { details: { payout } });
  }
}

async function getConversion(tx: Transaction, id: number): Promise<ConversionView> {
  const conversion = await new ConversionDao(tx).getConversionById(id);
  if (conversion === null) throw unknownConversion(id);
  return inItsCurrency(conversion);
}

async function answerOf(tx: Transaction, conversion: ConversionView): Promise<ConversionAnswer> {
  return toConversionAnswer(conversion, await new PaidConversionsDao(tx).getPayments([conversion.id]));
}

function unknownConversion(id: number): AppError {
  return new AppError('not_found', `there is no conversion with id ${id}`);
}

/** Says why a conversion cannot take a step. */
function whyNot({ kind, status }: Pick<AttributionRow, 'kind' | 'status'>, to: string): string {
  if (kind === 'verified') return `this verified conversion is ${status}: it cannot become ${to}`;
  if (status === 'pending') return `this is a claim: it cannot become ${to} before somebody verifies it`;
  return `this claim is ${status}: it cannot become ${to}`;
}
