import type { ItemSaid } from '../item-said.ts';

/** The batch that a file should be about. */
export interface AnsweredBatch {
  messageId: string;
  currency: string;
  /** What all payments come to: decimal string. */
  total: string;
  references: readonly string[];
}

/** What a bank's file says of a batch. */
export interface AnswerFile {
  format: 'pain.002' | 'camt' | 'csv';
  /** In the order in which it came about. */
  said: ItemSaid[];
  /** References that no item of the batch has. */
  unknown: string[];
}

/** As many as are told. */
const MOST_UNKNOWN = 100;

export function toldUnknown(references: Iterable<string>): string[] {
  const told = new Set<string>();
  for (const reference of references) {
    if (told.size === MOST_UNKNOWN) break;
    told.add(reference.slice(0, 255));
  }
  return [...told];
}

const STATUS = 32;
const REASON = 1000;

/** Cuts texts of a file to what is stored. */
export function storable(said: ItemSaid): ItemSaid {
  const status = said.status.slice(0, STATUS).toWellFormed();
  const { reason } = said;
  return reason === undefined
    ? { ...said, status }
    : { ...said, status, reason: reason.slice(0, REASON).toWellFormed() };
}

/** Of what was said of one moment, the end comes after the way to it. */
const ORDER = { underWay: 0, paid: 1, failed: 2, returned: 2 } as const;

/** Puts news into the order in which it came about: banks list the latest first, or by amount. */
export function inOrder(said: readonly ItemSaid[]): ItemSaid[] {
  return [...said].sort(
    (a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || ORDER[a.news] - ORDER[b.news],
  );
}

const HOUR = 3_600_000;
/** The last place on Earth for a day to end. */
const LATEST = 12 * HOUR;

/**
 * Reads a moment as banks write it. Without a zone, it is as late as it can be: what was known before must not look newer.
 * Returns null for what is none.
 */
export function readMoment(text: string): Date | null {
  const [, day, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  if (day === undefined) return null;
  // A day that no month has becomes one of the next month.
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return null;
  if (time === undefined) return new Date(midnight + 24 * HOUR - 1 + LATEST);
  const at = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+/, '$1')}${zone ?? 'Z'}`);
  if (Number.isNaN(at)) return null;
  return new Date(zone === undefined ? at + LATEST : at);
}

/** Nothing was said later than now. */
export function notAfter(moment: Date, now: Date): Date {
  return moment > now ? now : moment;
}
