import type { Transaction } from '@dreamteamhub/db';
import { CommissionDao, type CommissionRow, type NewCommission } from '@dreamteamhub/db/commissions';
import type { Posting } from '@dreamteamhub/db/ledger';
import { formatMinor } from '../../platform/money.ts';
import {
  type Cause,
  type CommissionOwner,
  newRow,
  postingsBetween,
  standingColumns,
  standingOf,
} from './commission-rows.ts';
import type { RatedLine } from './rated-order.ts';
import type { ReversedLine } from './reversal-rules.ts';
import { accrued, afterTaking, leftOf, type Standing, voidedOf } from './standing.ts';

export type { CommissionOwner } from './commission-rows.ts';

/**
 * The commissions of one transaction, which holds the locks of the orders that it is about. What moves is collected and
 * posted at the end, so that the balances are locked last, and all at once.
 */
export class CommissionBook {
  readonly #commissions: CommissionDao;
  readonly #now: Date;
  readonly #postings: Posting[] = [];
  /** Stored with what is posted, in one round trip. */
  readonly #unstored: NewCommission[] = [];
  readonly #changes = new Map<number, CommissionChange>();

  constructor(tx: Transaction, now: Date) {
    this.#now = now;
    this.#commissions = new CommissionDao(tx);
  }

  /** Returns the commissions of an attribution, in the order of its lines. */
  async getCommissions(attributionId: number): Promise<CommissionRow[]> {
    await this.#commissions.insert(this.#unstored.splice(0));
    return this.#commissions.getCommissions(attributionId);
  }

  /**
   * Books what an order was rated at, less what refunds and disputes have taken already: they may come first. Those that
   * need no approval mature as soon as they may.
   */
  accrue(
    owner: CommissionOwner,
    lines: readonly RatedLine[],
    { taken, actor }: { taken: readonly ReversedLine[]; actor?: string },
  ): void {
    const rows = lines.map((line) => {
      const row = this.#accrueLine(owner, line, actor);
      const after = taken.find(({ position }) => position === line.position);
      return after === undefined ? row : this.#takenEarlier(row, after);
    });
    this.#unstored.push(...rows);
  }

  /** Books what refunds and disputes take that came before the order: what is back for good, then what is held. */
  #takenEarlier(row: NewCommission, after: ReversedLine): NewCommission {
    const causeId = `${row.attributionId} earlier`;
    const refunded = this.#takenRow(row, { ...after, held: 0n }, { cause: 'refund', causeId });
    return this.#takenRow(refunded, after, { cause: 'dispute', causeId });
  }

  #accrueLine(owner: CommissionOwner, line: RatedLine, actor: string | undefined): NewCommission {
    const row = newRow(owner, line);
    const id = {
      causeId: String(owner.attributionId),
      at: owner.orderedAt,
      ...(actor === undefined ? {} : { actor }),
    };
    const earned = accrued(line.amount);
    this.#move(row, [null, earned], { cause: 'accrue', ...id });
    if (!line.autoApprove) return row;
    const approved = { ...row, approvedAt: this.#now };
    if (line.holdDays > 0 && maturesAt(approved) > this.#now) return approved;
    this.#move(row, [earned, { ...earned, isMatured: true }], { cause: 'mature', ...id });
    return { ...approved, maturedAt: this.#now };
  }

  /** Books what all refunds and disputes of an order together take from its commissions, voided or not. */
  async take(
    rows: readonly CommissionRow[],
    taken: readonly ReversedLine[],
    { isVoid = false, ...cause }: Cause & { isVoid?: boolean },
  ): Promise<void> {
    const changed = rows.flatMap((row) => {
      const after = taken.find(({ position }) => position === row.position);
      return after === undefined ? [] : [this.#takenRow(row, after, { isVoid, ...cause })];
    });
    await this.#commissions.updateStandings(changed);
  }

  #takenRow<Row extends CommissionRow | NewCommission>(
    row: Row,
    after: ReversedLine,
    { isVoid = false, ...cause }: Cause & { isVoid?: boolean },
  ): Row {
    const before = standingOf(row);
    const standing = afterTaking(before, after, { isVoid });
    this.#move(row, [before, standing], cause);
    return {
      ...row,
      baseReversed: formatMinor(after.baseReversed, row.currency),
      ...standingColumns(row, standing),
    };
  }

  /** Approves commissions: those whose time has come are payable at once. */
  async approve(rows: readonly CommissionRow[], cause: Omit<Cause, 'cause' | 'causeId'>): Promise<void> {
    const approved = rows.map((row) => ({ ...row, approvedAt: row.approvedAt ?? this.#now }));
    await this.#commissions.updateStandings(approved.map((row) => this.#matureIfDue(row, cause)));
  }

  /** Makes payable what is approved and due. */
  async mature(rows: readonly CommissionRow[]): Promise<void> {
    const due = rows.filter(({ approvedAt, maturedAt }) => approvedAt !== null && maturedAt === null);
    await this.#commissions.updateStandings(due.map((row) => this.#matureIfDue(row, {})));
  }

  #matureIfDue(row: CommissionRow, cause: Omit<Cause, 'cause' | 'causeId'>): CommissionRow {
    if (row.maturedAt !== null || row.maturesAt > this.#now) return row;
    const before = standingOf(row);
    this.#move(row, [before, { ...before, isMatured: true }], {
      ...{ cause: 'mature', causeId: String(row.attributionId), ...cause },
    });
    return { ...row, maturedAt: this.#now };
  }

  /** Takes back what is left of commissions. */
  async void(rows: readonly CommissionRow[], cause: Omit<Cause, 'cause' | 'causeId'>): Promise<void> {
    const changed = rows.map((row) => {
      const before = standingOf(row);
      const after = voidedOf(before);
      this.#move(row, [before, after], { cause: 'void', causeId: String(row.attributionId), ...cause });
      return { ...row, ...standingColumns(row, after) };
    });
    await this.#commissions.updateStandings(changed);
  }

  /** Books that what is left of commissions that have matured was paid, before there were payouts. */
  pay(rows: readonly CommissionRow[], cause: Omit<Cause, 'cause' | 'causeId'>): void {
    const amount = sumLeft(rows);
    const [first] = rows;
    if (first === undefined || amount === 0n) return;
    const { storefrontId, affiliateId, currency, attributionId } = first;
    const transfer = {
      ...{ storefrontId, affiliateId, currency, amount: formatMinor(amount, currency) },
      ...{ cause: 'pay' as const, causeId: String(attributionId), ...cause },
    };
    this.#postings.push(
      { ...transfer, debit: 'payable', credit: 'in_payout', leg: 0 },
      { ...transfer, debit: 'in_payout', credit: 'cash.manual', leg: 1 },
    );
  }

  /** Sets an amount aside that may have been paid out, until somebody decides. */
  suspend(
    { storefrontId, affiliateId, currency, attributionId }: CommissionOwner,
    amount: bigint,
    reason: string,
  ): void {
    if (amount === 0n) return;
    this.#postings.push({
      ...{ storefrontId, affiliateId, currency, amount: formatMinor(amount, currency), reason },
      ...{
        debit: 'suspense',
        credit: 'cash.manual',
        cause: 'migrate',
        causeId: String(attributionId),
        leg: 0,
      },
    });
  }

  #move(
    row: CommissionOwner & { position: number },
    standings: readonly [Standing | null, Standing],
    cause: Cause,
  ): void {
    this.#postings.push(...postingsBetween(row, standings, cause));
    const [before, after] = standings;
    const change = this.#changes.get(row.attributionId) ?? { accrued: 0n, matured: 0n, reversed: 0n };
    if (before === null) change.accrued += after.amount;
    if (after.isMatured && before?.isMatured !== true) change.matured += leftOf(after);
    change.reversed += takenOf(after) - (before === null ? 0n : takenOf(before));
    this.#changes.set(row.attributionId, change);
  }

  /** Returns how the commissions of each attribution have changed so far, in minor units. */
  getChanges(): ReadonlyMap<number, CommissionChange> {
    return this.#changes;
  }

  /** Forgets how an attribution's commissions have changed so far: it is no news. */
  forgetChange(attributionId: number): void {
    this.#changes.delete(attributionId);
  }

  /** Posts what has moved: the last step of the transaction. */
  async post(): Promise<void> {
    await this.#commissions.insertAndPost(this.#unstored.splice(0), this.#postings.splice(0));
  }
}

/** How commissions have changed. In minor units; below zero, something was given back. */
export interface CommissionChange {
  accrued: bigint;
  matured: bigint;
  reversed: bigint;
}

/** What is left of commissions, in minor units. */
export function sumLeft(rows: readonly CommissionRow[]): bigint {
  return rows.reduce((sum, row) => sum + leftOf(standingOf(row)), 0n);
}

function takenOf({ reversed, voided }: Standing): bigint {
  return reversed + voided;
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

function maturesAt({ orderedAt, holdDays }: NewCommission): Date {
  return new Date(orderedAt.getTime() + holdDays * DAY_MILLISECONDS);
}
