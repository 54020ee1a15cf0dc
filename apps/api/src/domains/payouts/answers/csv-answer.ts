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
import { type BankAmount, isMonthFirst, readBankAmount, readBankDate } from './bank-cells.ts';
import { type AnswerColumn, plainWord } from './csv-columns.ts';
import { type CsvTable, readTable } from './csv-table.ts';
import { newsOfWord } from './status-words.ts';

/**
 * Reads a list of a bank: of payments with a status each, or of the account's bookings, where a payment that left is below
 * zero and one that came back above. Throws `bad_request` that names `file`: also for a single line about the batch that
 * cannot be understood, because half of a list would look like all of it.
 */
export function readCsvAnswer(text: string, batch: AnsweredBatch, now: Date): AnswerFile {
  const table = readTable(text);
  const known = new Map(batch.references.map((reference) => [reference.toLowerCase(), reference]));
  const unknown: string[] = [];
  const rows: BatchRow[] = [];
  for (const { line, cells } of table.rows) {
    const { reference, stranger } = findReference(cells, table, known);
    if (reference !== null) rows.push({ line, cells, reference });
    else if (stranger !== null) unknown.push(stranger);
  }
  if (rows.length === 0) {
    throw badField('file', `no line has a reference of this batch, such as ${batch.references[0] ?? 'none'}`);
  }
  const reader = new RowReader(table, rows, batch, now);
  const said = rows.map((row) => storable(reader.read(row)));
  return { format: 'csv', said: inOrder(said), unknown: toldUnknown(unknown) };
}

interface BatchRow {
  line: number;
  cells: string[];
  reference: string;
}

/** Finds which payment a line is about: by its column, or within a text such as `EREF+P12-3 SVWZ+Commission`. */
function findReference(
  cells: readonly string[],
  { columns }: CsvTable,
  known: ReadonlyMap<string, string>,
): { reference: string | null; stranger: string | null } {
  const own = columns.reference === undefined ? '' : (cells[columns.reference] ?? '').replace(/^'/, '');
  const exact = known.get(own.toLowerCase());
  if (exact !== undefined) return { reference: exact, stranger: null };
  const found = new Set<string>();
  for (const cell of cells) {
    for (const word of cell.toLowerCase().split(/[\s+:;,|"'()]+/)) {
      const reference = known.get(word);
      if (reference !== undefined) found.add(reference);
    }
  }
  const [only] = found;
  // Two payments in one line: its amount is of neither.
  if (only !== undefined && found.size === 1) return { reference: only, stranger: null };
  return { reference: null, stranger: own === '' ? null : own };
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
    const cellsOf = (place: number | undefined) =>
      place === undefined ? [] : rows.map(({ cells }) => cells[place] ?? '');
    this.#monthFirst = isMonthFirst(cellsOf(date));
    this.#isSigned = cellsOf(amount).some(
      (cell) => readBankAmount(cell, batch.currency)?.isNegative === true,
    );
  }

  read({ line, cells, reference }: BatchRow): ItemSaid {
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
    return {
      ...{ reference, news },
      status: status === '' ? BOOKED[news] : status,
      ...(news === 'paid' && amount !== null ? { amount: amount.amount } : {}),
      ...(fee === null ? {} : { fee }),
      ...(cell('reason') === '' ? {} : { reason: cell('reason') }),
      occurredAt: notAfter(date ?? this.#now, this.#now),
      key: createHash('sha256').update(JSON.stringify(cells)).digest('hex'),
    };
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
    if (/[1-9]/.test(cell('credit'))) return 'returned';
    const direction = DIRECTIONS[plainWord(cell('direction'))];
    if (direction !== undefined) return direction;
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
const DIRECTIONS: Readonly<Record<string, ItemNews>> = {
  ...{
    d: 'paid',
    dr: 'paid',
    debit: 'paid',
    dbit: 'paid',
    s: 'paid',
    soll: 'paid',
    af: 'paid',
    cargo: 'paid',
  },
  ...{
    c: 'returned',
    cr: 'returned',
    credit: 'returned',
    crdt: 'returned',
    h: 'returned',
    haben: 'returned',
  },
  ...{ bij: 'returned', abono: 'returned' },
};
