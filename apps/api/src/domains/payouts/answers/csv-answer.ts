import { createHash } from 'node:crypto';
import { currencyDigits } from '@dreamteamhub/sdk/contract';
import { badField } from '../../../platform/app-error.ts';
import type { ItemNews } from '../item-rules.ts';
import type { ItemSaid, RailFee } from '../item-said.ts';
import {
  type AnsweredBatch,
  type AnswerFile,
  inOrder,
  notAfter,
  storable,
  toldUnknown,
} from './answer-file.ts';
import { type BankAmount, readBankAmount } from './bank-cells.ts';
import { isMonthFirst, readBankDate } from './bank-dates.ts';
import { combineBookings } from './bookings.ts';
import { type AnswerColumn, plainWord } from './csv-columns.ts';
import { type CsvTable, readTable } from './csv-table.ts';
import { ReferenceFinder } from './find-reference.ts';
import { newsOfWord } from './status-words.ts';

/**
 * Reads a list of a bank: of payments with a status each, or of the account's bookings, where a payment that left is below
 * zero and one that came back above. Throws `bad_request` that names `file`: also for a single line about the batch that
 * cannot be understood, because half of a list would look like all of it.
 */
export function readCsvAnswer(text: string, batch: AnsweredBatch, now: Date): AnswerFile {
  const table = readTable(text);
  const finder = new ReferenceFinder(batch.references);
  const unknown: string[] = [];
  const rows: BatchRow[] = [];
  for (const { line, cells } of table.rows) {
    const own = table.columns.reference === undefined ? '' : (cells[table.columns.reference] ?? '');
    const named = own.replace(/^'/, '');
    const reference = finder.named(named) ?? finder.within(cells);
    if (reference !== null) rows.push({ line, cells, reference });
    else if (named !== '') unknown.push(named);
  }
  if (rows.length === 0) {
    throw badField('file', `no line has a reference of this batch, such as ${batch.references[0] ?? 'none'}`);
  }
  const reader = new RowReader(table, rows, batch, now);
  const read = rows.map((row) => ({ row, ...reader.read(row) }));
  refuseUnclear(read);
  const said = [
    ...read.filter(({ isBooking }) => !isBooking).map((one) => one.said),
    ...combineBookings(
      read.filter(({ isBooking }) => isBooking).map((one) => one.said),
      batch.currency,
    ),
  ];
  return { format: 'csv', said: inOrder(said.map(storable)), unknown: toldUnknown(unknown) };
}

/**
 * Refuses lines of which nobody can say whether they are one payment: two of an account that are the same may be a payment
 * that left twice or a line that is there twice, and two states with other amounts may be of a payment and of its fee.
 */
function refuseUnclear(read: readonly ReadRow[]): void {
  const before = new Map<string, ReadRow>();
  for (const one of read.filter(({ said }) => said.news === 'paid')) {
    const { row, said, isBooking } = one;
    const name = isBooking ? said.key : said.reference;
    const other = before.get(name);
    before.set(name, one);
    if (other === undefined) continue;
    const lines = `lines ${other.row.line} and ${row.line}`;
    if (isBooking) {
      throw badField(
        'file',
        `${lines} are the same: leave out one of them, or, if ${said.reference} was paid twice, settle it by hand with what left in all`,
      );
    }
    if (said.amount !== undefined && other.said.amount !== undefined && said.amount !== other.said.amount) {
      throw badField(
        'file',
        `${lines} say that ${other.said.amount} and ${said.amount} were paid of ${said.reference}: leave out what is not the payment`,
      );
    }
  }
}

interface ReadRow {
  row: BatchRow;
  said: ItemSaid;
  /** It is a line of an account: no status says what became of the payment. */
  isBooking: boolean;
}

interface BatchRow {
  line: number;
  cells: string[];
  reference: string;
}

class RowReader {
  readonly #table: CsvTable;
  readonly #batch: AnsweredBatch;
  readonly #now: Date;
  readonly #monthFirst: boolean;
  /** Whether amounts have signs that say which way money went. */
  readonly #isSigned: boolean;

  constructor(table: CsvTable, rows: readonly BatchRow[], batch: AnsweredBatch, now: Date) {
    this.#table = table;
    this.#batch = batch;
    this.#now = now;
    const { date, amount } = table.columns;
    const cellsOf = (of: readonly { cells: string[] }[], place: number | undefined) =>
      place === undefined ? [] : of.map(({ cells }) => cells[place] ?? '');
    // Also those of other payments show how the bank writes dates.
    this.#monthFirst = isMonthFirst(cellsOf(table.rows, date));
    this.#isSigned = cellsOf(rows, amount).some(
      (cell) => readBankAmount(cell, batch.currency)?.isNegative === true,
    );
  }

  read({ line, cells, reference }: BatchRow): Omit<ReadRow, 'row'> {
    const refuse = (problem: string) => badField('file', `line ${line}: ${problem}`);
    const cell = (column: AnswerColumn): string => cells[this.#table.columns[column] ?? -1] ?? '';
    const currency = cell('currency');
    if (currency !== '' && currency.toUpperCase() !== this.#batch.currency) {
      throw refuse(`${reference} is paid in ${currency}, and the batch in ${this.#batch.currency}`);
    }
    const amount = this.#amountOf(cell, refuse);
    const status = cell('status');
    const news = status === '' ? this.#newsOfBooking(cell, amount, refuse) : newsOfWord(status);
    if (news === null) {
      throw refuse(
        `"${status.slice(0, 60)}" is no status that is known; write paid, failed, returned or pending`,
      );
    }
    const fee = news === 'paid' ? this.#feeOf(cell('fee')) : null;
    const date = readBankDate(cell('date'), { monthFirst: this.#monthFirst });
    if (date === null && cell('date') !== '' && news !== 'underWay') {
      throw refuse(`"${cell('date').slice(0, 60)}" is no date that is known; write it like 2026-12-31`);
    }
    const isBooking = status === '';
    const said: ItemSaid = {
      ...{ reference, news },
      status: isBooking ? BOOKED[news] : status,
      ...((news === 'paid' || news === 'returned') && amount !== null ? { amount: amount.amount } : {}),
      ...(fee === null ? {} : { fee }),
      ...(cell('reason') === '' ? {} : { reason: cell('reason') }),
      occurredAt: notAfter(date ?? this.#now, this.#now),
      key: createHash('sha256').update(JSON.stringify(cells)).digest('hex'),
    };
    return { said, isBooking };
  }

  /** A fee has the batch's currency unless it names another one: `0.30 EUR`. Null: there is none, or none that can be read. */
  #feeOf(cell: string): RailFee | null {
    const [named] = /[A-Z]{3}/.exec(cell.toUpperCase()) ?? [];
    const currency = named ?? this.#batch.currency;
    if (currencyDigits(currency) === null) return null;
    const fee = readBankAmount(cell, currency);
    return fee === null || !/[1-9]/.test(fee.amount) ? null : { amount: fee.amount, currency };
  }

  #amountOf(cell: (column: AnswerColumn) => string, refuse: (problem: string) => Error): BankAmount | null {
    const [column] = (['amount', 'debit', 'credit'] as const).filter((name) => /[1-9]/.test(cell(name)));
    if (column === undefined) return null;
    const amount = readBankAmount(cell(column), this.#batch.currency);
    if (amount === null) {
      throw refuse(`"${cell(column).slice(0, 60)}" is no amount of ${this.#batch.currency}`);
    }
    return amount;
  }

  /** A list without a status is one of bookings: money that left the account was paid. */
  #newsOfBooking(
    cell: (column: AnswerColumn) => string,
    amount: BankAmount | null,
    refuse: (problem: string) => Error,
  ): ItemNews {
    if (/[1-9]/.test(cell('debit'))) return 'paid';
    const said = /[1-9]/.test(cell('credit')) ? 'returned' : DIRECTIONS.get(plainWord(cell('direction')));
    if (said === 'returned' && amount?.isNegative === true) {
      throw refuse('says both that money came in and that it left: the amount is below zero');
    }
    if (said !== undefined) return said;
    if (this.#isSigned && amount !== null) return amount.isNegative ? 'paid' : 'returned';
    throw refuse(
      'nothing says whether it was paid: there is no status, and no amount below zero in the file',
    );
  }
}

const BOOKED: Readonly<Record<ItemNews, string>> = {
  ...{ paid: 'booked', returned: 'came back', failed: 'failed', underWay: 'under way' },
};

/** Of an account's bookings, in the languages of banks. */
const DIRECTIONS: ReadonlyMap<string, ItemNews> = new Map([
  ...['d', 'dr', 'debit', 'dbit', 's', 'soll', 'af', 'cargo'].map((word) => [word, 'paid'] as const),
  ...['c', 'cr', 'credit', 'crdt', 'k', 'h', 'haben', 'bij', 'abono'].map(
    (word) => [word, 'returned'] as const,
  ),
]);
