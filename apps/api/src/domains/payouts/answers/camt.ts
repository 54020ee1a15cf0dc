import { createHash } from 'node:crypto';
import { badField } from '../../../platform/app-error.ts';
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
} from './answer-file.ts';
import { combineBookings } from './bookings.ts';
import {
  AMOUNT_KINDS,
  type EntryDetails,
  readStatement,
  type StatedAmount,
  type StatementEntry,
} from './camt-statement.ts';
import { ReferenceFinder } from './find-reference.ts';
import { refuseFile } from './read-xml.ts';
import { sayReason } from './reason-codes.ts';

/**
 * Reads camt.052, camt.053 or camt.054, an account's movements: what left with a payment's name was paid, what came in with
 * it came back, and one sum for the whole file pays all of it. Throws `bad_request` that names `file`.
 */
export function readCamt(xml: string, batch: AnsweredBatch, now: Date): AnswerFile {
  const entries = readStatement(xml);
  const reader = new EntryReader(batch, now);
  const said = entries.flatMap((entry) => reader.read(entry));
  if (said.length === 0) {
    refuseFile(`no entry has a reference of this batch, such as ${batch.references[0] ?? 'none'}`);
  }
  const booked = combineBookings(
    said.filter(({ news }) => news !== 'underWay'),
    batch.currency,
  );
  const waiting = said.filter(({ news }) => news === 'underWay');
  return { format: 'camt', said: inOrder([...waiting, ...booked].map(storable)), unknown: [] };
}

class EntryReader {
  readonly #batch: AnsweredBatch;
  readonly #now: Date;
  readonly #finder: ReferenceFinder;
  /** How many bookings were alike so far: two payments of one day may differ in nothing. */
  readonly #alike = new Map<string, number>();

  constructor(batch: AnsweredBatch, now: Date) {
    this.#batch = batch;
    this.#now = now;
    this.#finder = new ReferenceFinder(batch.references);
  }

  read(entry: StatementEntry): ItemSaid[] {
    if (entry.status === 'INFO') return [];
    const named = entry.details.flatMap((details) => {
      const reference = this.#referenceOf(details, entry);
      return reference === null ? [] : [this.#say(reference, entry, details)];
    });
    if (named.length > 0) return named;
    const isOfFile = [entry, ...entry.details].some(({ fileIds }) => fileIds.includes(this.#batch.messageId));
    if (isOfFile) return this.#sayOfAll(entry);
    if (entry.details.length > 0) return [];
    const reference = this.#finder.within(entry.purposes);
    return reference === null ? [] : [this.#say(reference, entry, null)];
  }

  #referenceOf({ endToEndId, instructionId, purposes }: EntryDetails, entry: StatementEntry): string | null {
    const named = this.#finder.named(endToEndId ?? '') ?? this.#finder.named(instructionId ?? '');
    // What the bank says of the whole entry is of one payment only where there is one.
    return (
      named ?? this.#finder.within(entry.details.length === 1 ? [...purposes, ...entry.purposes] : purposes)
    );
  }

  /** Many banks book a file as one sum, and tell none of its payments. */
  #sayOfAll(entry: StatementEntry): ItemSaid[] {
    const { references, total, currency } = this.#batch;
    const sum = this.#read(entry.amount, 'the file');
    if (sum !== total) {
      refuseFile(
        `one sum of ${sum ?? '?'} ${currency} was booked for the file, and its payments come to ${total}: say of each by hand what became of it`,
      );
    }
    return references.map((reference) => this.#say(reference, { ...entry, amount: null }, null));
  }

  #say(reference: string, entry: StatementEntry, details: EntryDetails | null): ItemSaid {
    const news = newsOf(entry, details);
    const isAlone = entry.details.length < 2;
    const stated = AMOUNT_KINDS.map((kind) => details?.amounts[kind]).filter((one) => one !== undefined);
    const own = stated.find(({ currency }) => currency === this.#batch.currency) ?? stated[0];
    // The sum of an entry is that of its payments together.
    const amount = this.#read(own ?? (isAlone ? entry.amount : null), reference);
    const reason = [...(details?.codes.map(sayReason) ?? []), ...(details?.words ?? [])].join('; ');
    const booked = readMoment(entry.bookedOn ?? entry.valueOn ?? '');
    const what = [
      ...[reference, news, amount, entry.bookedOn, entry.valueOn],
      details?.bankReference ?? entry.bankReference,
    ];
    return {
      ...{ reference, news, status: entry.status },
      ...(amount === null || news === 'underWay' ? {} : { amount }),
      ...(reason === '' ? {} : { reason }),
      occurredAt: notAfter(booked ?? this.#now, this.#now),
      key: this.#keyOf(JSON.stringify(what)),
    };
  }

  #keyOf(what: string): string {
    const alike = (this.#alike.get(what) ?? 0) + 1;
    this.#alike.set(what, alike);
    return createHash('sha256').update(`${what} ${alike}`).digest('hex');
  }

  #read(stated: StatedAmount | null, reference: string): string | null {
    if (stated === null) return null;
    const { value, currency } = stated;
    const written = writtenAmount(value, this.#batch.currency);
    if (written === null || (currency !== null && currency !== this.#batch.currency)) {
      throw badField(
        'file',
        `${reference}: ${value.slice(0, 60)} ${currency ?? ''} is no amount of the batch`,
      );
    }
    return written;
  }
}

/**
 * What became of a payment by its booking. A reversal brings it back whatever the direction says: of the same event, some
 * banks write the direction of what is reversed.
 */
function newsOf({ status, isReversal, direction }: StatementEntry, details: EntryDetails | null): ItemNews {
  if (status !== 'BOOK') return 'underWay';
  if (isReversal) return 'returned';
  const way = details?.direction ?? direction;
  if (way === 'DBIT') return 'paid';
  if (way === 'CRDT') return 'returned';
  return refuseFile('has an entry that does not say whether money came or left (CdtDbtInd)');
}
