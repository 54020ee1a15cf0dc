import type { Transaction } from '@dreamteamhub/db';
import { CommissionDao, type CommissionRow } from '@dreamteamhub/db/commissions';
import {
  type AttributionRow,
  ConversionDao,
  EarlierOrdersDao,
  type StoredOrder,
} from '@dreamteamhub/db/orders';
import { PaidConversionsDao } from '@dreamteamhub/db/payouts';
import { AppError } from '../../platform/app-error.ts';
import { formatMinor, parseMinor } from '../../platform/money.ts';
import {
  CommissionBook,
  type CommissionChange,
  type CommissionOwner,
  sumLeft,
} from '../commissions/commission-book-service.ts';
import {
  type OrderToRate,
  type RatedCommissions,
  type RatingOptions,
  rateStored,
} from '../commissions/rating-service.ts';
import type { ReversedLine } from '../commissions/reversal-rules.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { conversionNews } from './conversion-news.ts';
import { refundsOf } from './order-books.ts';
import {
  amountsOfCredited,
  type CommissionPart,
  earlierLine,
  earlierParts,
  type OrderCommissions,
  partsOf,
  type Taken,
  type TakingCause,
  takenFrom,
} from './order-commissions.ts';
import { tellPaid } from './paid-news-service.ts';

const COMMISSION_EVENTS = [
  ['accrued', 'commission.accrued'],
  ['matured', 'commission.matured'],
  ['reversed', 'commission.reversed'],
] as const;

/** What is known of an attribution's order. */
export interface Known {
  order: StoredOrder | null;
  taken: Taken;
}

/** The commissions that are owed. */
export class BookedCommissions implements OrderCommissions {
  readonly #tx: Transaction;
  readonly #options: RatingOptions;
  readonly #publishEvent: PublishEvent;
  readonly #book: CommissionBook;
  /** Conversions of which a dispute had held something. */
  readonly #held = new Set<number>();

  constructor(
    tx: Transaction,
    { now, publishEvent, ...options }: RatingOptions & { now: Date; publishEvent: PublishEvent },
  ) {
    this.#tx = tx;
    this.#publishEvent = publishEvent;
    this.#options = options;
    this.#book = new CommissionBook(tx, now);
  }

  rate(order: OrderToRate): Promise<RatedCommissions> {
    return rateStored(this.#tx, order, this.#options);
  }

  async accrue(
    owner: CommissionOwner,
    rated: RatedCommissions,
    taken: readonly ReversedLine[],
  ): Promise<void> {
    this.#book.accrue(owner, rated.lines, { taken });
  }

  async getParts(row: AttributionRow, order: StoredOrder | null, before: Taken): Promise<CommissionPart[]> {
    const rows = await this.#rowsOf(row, { order, taken: before });
    return rows.length === 0 ? earlierParts(row, order) : partsOf(rows);
  }

  async take(row: AttributionRow, taken: readonly ReversedLine[], cause: TakingCause): Promise<void> {
    const { id, ...why } = cause;
    const rows = await this.#book.getCommissions(row.id);
    if (rows.some(({ held, currency }) => parseMinor(held, currency) > 0n)) this.#held.add(row.id);
    // What shops name their orders and refunds may have blanks in it: only the number before it keeps orders apart.
    await this.#book.take(rows, taken, { ...why, causeId: `${row.id} ${id}`, isVoid: row.status === 'void' });
  }

  async getHeld({ id, currency }: { id: number; currency: string }): Promise<bigint> {
    return parseMinor(await new CommissionDao(this.#tx).sumHeld(id), currency);
  }

  /** Approves an attribution's commissions: those whose time has come are payable at once. */
  async approve(row: AttributionRow, known: Known, by: { actor: string }): Promise<void> {
    await this.#book.approve(await this.#rowsOf(row, known), by);
  }

  /** Takes back what is left of an attribution's commissions. */
  async void(row: AttributionRow, known: Known, by: { actor: string }): Promise<void> {
    await this.#book.void(await this.#rowsOf(row, known), by);
  }

  /**
   * Returns what is left to pay of an attribution's commissions, in minor units. Throws `conflict` while a part of it may
   * not be paid yet.
   */
  async getLeftToPay(row: AttributionRow, known: Known): Promise<bigint> {
    const rows = await this.#rowsOf(row, known);
    const later = rows.find(({ maturedAt }) => maturedAt === null);
    if (later !== undefined) {
      throw new AppError('conflict', `its commission may be paid from ${later.maturesAt.toISOString()} on`);
    }
    if (rows.some(({ held, currency }) => parseMinor(held, currency) > 0n)) {
      throw new AppError('conflict', 'its commission is held while a dispute is open');
    }
    return sumLeft(rows);
  }

  async post(): Promise<void> {
    for (const [attributionId, change] of this.#book.getChanges()) await this.#tell(attributionId, change);
    for (const attributionId of this.#held) {
      // A payment that left meanwhile could not mark it.
      const paid = await new PaidConversionsDao(this.#tx).markPaidBefore(attributionId);
      await tellPaid(this.#tx, paid, this.#publishEvent);
    }
    await this.#book.post();
  }

  async #tell(attributionId: number, change: CommissionChange): Promise<void> {
    for (const [step, type] of COMMISSION_EVENTS) {
      const amount = change[step];
      if (amount === 0n) continue;
      await this.#publishEvent(this.#tx, async () => {
        const conversion = await new ConversionDao(this.#tx).getConversionById(attributionId);
        if (conversion === null) return null;
        return {
          type,
          data: { ...conversionNews(conversion), amount: formatMinor(amount, conversion.currency) },
        };
      });
    }
  }

  /** Makes payable what is due of attributions that the caller has locked. */
  async mature(attributionIds: readonly number[]): Promise<void> {
    for (const id of attributionIds) await this.#book.mature(await this.#book.getCommissions(id));
  }

  /** Books an attribution from a version of the hub that kept no commissions, unless it is booked. */
  async bookEarlier(row: AttributionRow, known: Known): Promise<void> {
    await this.#rowsOf(row, known);
  }

  /** Returns the commissions of an attribution; none of a claim, or of one that was void before there were any. */
  async #rowsOf(row: AttributionRow, known: Known): Promise<CommissionRow[]> {
    if (row.kind === 'claim') return [];
    const rows = await this.#book.getCommissions(row.id);
    if (rows.length > 0 || row.status === 'void') return rows;
    await this.#bookEarlier(row, known);
    this.#book.forgetChange(row.id);
    return this.#book.getCommissions(row.id);
  }

  /** Books an attribution from before there were commissions, as its columns say that it stands. */
  async #bookEarlier(row: AttributionRow, { order, taken }: Known): Promise<void> {
    const { id, storefrontId, affiliateId, currency, timestamp: orderedAt } = row;
    const owner = { attributionId: id, storefrontId, affiliateId, currency, orderedAt };
    const parts = earlierParts(row, order);
    const lines = parts.map((part) => earlierLine(row, order, part));
    const amounts = amountsOfCredited(row, order);
    const all = takenFrom(amounts, parts, taken);
    if (row.status !== 'paid') {
      this.#book.accrue(owner, lines, { taken: all });
      if (row.status === 'approved') await this.#approve(id, row.updatedAt);
      return;
    }
    const payments = new EarlierOrdersDao(this.#tx);
    const paidAt = await payments.getPaidAt(id);
    const before = paidAt === null ? null : await payments.sumRefundsBefore(row, paidAt);
    const atPayment =
      before === null ? all : takenFrom(amounts, parts, { ...taken, refunds: refundsOf(before, currency) });
    this.#book.accrue(owner, lines, { taken: atPayment });
    await this.#approve(id, paidAt ?? row.updatedAt);
    const rows = await this.#book.getCommissions(id);
    this.#book.pay(rows, { at: paidAt ?? row.updatedAt });
    if (paidAt !== null) {
      await this.#book.take(rows, all, { cause: 'refund', causeId: `${id} after it was paid` });
      return;
    }
    const reversed = all.reduce((sum, line) => sum + line.reversed, 0n);
    this.#book.suspend(owner, reversed, 'nobody knows whether this was refunded before it was paid');
  }

  async #approve(id: number, at: Date): Promise<void> {
    await this.#book.approve(await this.#book.getCommissions(id), { at });
  }
}
