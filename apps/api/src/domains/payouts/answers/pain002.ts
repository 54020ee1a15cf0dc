import { createHash } from 'node:crypto';
import { AppError, badField } from '../../../platform/app-error.ts';
import { writtenAmount } from '../../../platform/money.ts';
import type { ItemNews } from '../item-rules.ts';
import type { ItemSaid } from '../item-said.ts';
import {
  type AnsweredBatch,
  type AnswerFile,
  inOrder,
  notAfter,
  readMoment,
  storable,
  toldUnknown,
} from './answer-file.ts';
import {
  type ReportedPayment,
  type ReportedStatus,
  readReports,
  type StatusReport,
} from './pain002-report.ts';
import { isDuplicate, sayReason, sayVerification } from './reason-codes.ts';

/**
 * Reads pain.002, a bank's report about a file. What it says of a payment counts more than what it says of all of them.
 * Throws `conflict` for a report about another file, and `bad_request` that names `file`.
 */
export function readPain002(xml: string, batch: AnsweredBatch, now: Date): AnswerFile {
  const reports = reportsAbout(batch, readReports(xml));
  const known = new Set(batch.references);
  const unknown = new Set<string>();
  const said = reports.flatMap((report) => {
    const teller = new ReportTeller(report, batch, now);
    return teller.tell(known, (reference) => unknown.add(reference));
  });
  return { format: 'pain.002', said: inOrder(said).map(storable), unknown: toldUnknown(unknown) };
}

function reportsAbout({ messageId }: AnsweredBatch, reports: readonly StatusReport[]): StatusReport[] {
  const about = reports.filter(({ originalMessageId }) => originalMessageId === messageId);
  if (about.length > 0) return about;
  const others = [...new Set(reports.map(({ originalMessageId }) => originalMessageId))];
  const named = others.flatMap((id) => (id === null || id === 'NOTPROVIDED' ? [] : [id.slice(0, 35)]));
  if (named.length === 0) throw badField('file', 'does not say which file it answers (OrgnlMsgId)');
  throw new AppError(
    'conflict',
    `file: answers batch ${named.slice(0, 5).join(', ')}, not this one (${messageId})`,
  );
}

/** What becomes of a payment with a status; those that are not here are on their way. */
const NEWS: Readonly<Record<string, ItemNews>> = {
  ACSC: 'paid',
  ACCC: 'paid',
  RJCT: 'failed',
  CANC: 'failed',
};

/** Some were taken and some were not: says nothing of any one. */
const PARTLY = 'PART';

class ReportTeller {
  readonly #report: StatusReport;
  readonly #batch: AnsweredBatch;
  readonly #occurredAt: Date;
  readonly #name: string;

  constructor(report: StatusReport, batch: AnsweredBatch, now: Date) {
    this.#report = report;
    this.#batch = batch;
    this.#occurredAt = notAfter(readMoment(report.createdAt) ?? now, now);
    const { messageId, createdAt } = report;
    this.#name = /^.{1,35}$/.test(messageId) ? messageId : sha256(`${messageId} ${createdAt}`);
  }

  tell(known: ReadonlySet<string>, meet: (unknown: string) => void): ItemSaid[] {
    const said: ItemSaid[] = [];
    const told = new Set<string>();
    for (const group of this.#report.groups) {
      for (const payment of group.payments) {
        const { reference } = payment;
        if (reference === null || !known.has(reference)) {
          if (reference !== null && reference !== 'NOTPROVIDED') meet(reference);
          continue;
        }
        const level = [payment, group, this.#report].find(({ status }) => status !== null);
        if (level === undefined || level.status === PARTLY) continue;
        told.add(reference);
        said.push(this.#say(reference, withReasonsOf(level, [payment, group, this.#report]), payment));
      }
    }
    const general = this.#statusOfAll();
    if (general === null) return said;
    for (const reference of this.#batch.references) {
      if (!told.has(reference)) said.push(this.#say(reference, general, null));
    }
    return said;
  }

  /** The file that a batch becomes has one group, so that a group's status is that of all payments. */
  #statusOfAll(): ReportedStatus | null {
    const { groups } = this.#report;
    const level = [...groups, this.#report].find(({ status }) => status !== null);
    if (level === undefined || level.status === PARTLY) return null;
    return withReasonsOf(level, [...groups, this.#report]);
  }

  #say(reference: string, level: ReportedStatus, payment: ReportedPayment | null): ItemSaid {
    const status = level.status ?? '';
    const isCertain = !level.codes.some(isDuplicate);
    const news = (isCertain ? NEWS[status] : undefined) ?? 'underWay';
    const verified = sayVerification(status) ?? [];
    const reason = [verified, level.codes.map(sayReason), level.words].flat().join('; ');
    const amount = news === 'paid' && payment !== null ? this.#amountOf(payment) : null;
    return {
      ...{ reference, news, status },
      ...(amount === null ? {} : { amount }),
      ...(reason === '' ? {} : { reason }),
      occurredAt: this.#occurredAt,
      key: `${this.#name} ${reference} ${status}`.slice(0, 255),
    };
  }

  #amountOf({ amount, reference }: ReportedPayment): string | null {
    if (amount === null) return null;
    const written = writtenAmount(amount.value, this.#batch.currency);
    if (written === null || (amount.currency !== null && amount.currency !== this.#batch.currency)) {
      throw badField(
        'file',
        `${reference}: ${amount.value} ${amount.currency ?? ''} is no amount of the batch`,
      );
    }
    return written;
  }
}

/** The reasons of a refusal stand where it was decided, which may be above or below the payment. */
function withReasonsOf(level: ReportedStatus, others: readonly ReportedStatus[]): ReportedStatus {
  const { codes, words } = [level, ...others].find((one) => one.codes.length + one.words.length > 0) ?? level;
  return { status: level.status, codes, words };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
