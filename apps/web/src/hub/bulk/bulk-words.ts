import { formatCount } from '../../ui/format-number.ts';
import type { BulkChange } from '../trpc.ts';

/** The words for one row and for several: `product`, `products`. */
export interface Noun {
  one: string;
  many: string;
}

type Reason = BulkChange['left'][number]['reason'];

/** `40 products`. */
export function countOf(count: number, { one, many }: Noun, locale?: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? one : many}`;
}

/** Why rows stay as they are; the second for several of them. */
const reasonWords: Record<Reason, readonly [string, string]> = {
  unchanged: ['already has it', 'already have it'],
  out_of_range: ['would fall below zero or grow too large', 'would fall below zero or grow too large'],
  merged: [
    'was merged into another partner and stays archived',
    'were merged into other partners and stay archived',
  ],
  wrong_state: ['is in a state that does not allow it', 'are in a state that does not allow it'],
  taken: [
    'belongs to an order that was verified for another partner',
    'belong to orders that were verified for another partner',
  ],
  in_payout: ['is in payout', 'are in payout'],
  own_draft: [
    'waits for another person to approve what you proposed',
    'wait for another person to approve what you proposed',
  ],
  changed: ['was changed by somebody else in the meantime', 'were changed by somebody else in the meantime'],
  unknown: ['is gone', 'are gone'],
  kept: ['was changed since', 'were changed since'],
};

const MOST_NAMED = 5;

/** `3 have it already: A, B and 1 more`. */
export function describeLeft({ reason, count, names }: BulkChange['left'][number], locale?: string): string {
  const words = reasonWords[reason][count === 1 ? 0 : 1];
  return `${formatCount(count, locale)} ${words}: ${listNames(names, count, locale)}`;
}

function listNames(names: readonly string[], count: number, locale?: string): string {
  const shown = names.slice(0, MOST_NAMED);
  const others = count - shown.length;
  return others === 0 ? shown.join(', ') : `${shown.join(', ')} and ${formatCount(others, locale)} more`;
}

/** What came of a change. `done` is `has the threshold 20` or `have the threshold 20`. */
export function describeDone(
  { applied }: Pick<BulkChange, 'applied'>,
  { noun, done }: { noun: Noun; done: (count: number) => string },
  locale?: string,
): string {
  if (applied === 0) return `No ${noun.one} was changed.`;
  return `${countOf(applied, noun, locale)} ${done(applied)}.`;
}

/** What came of an undo, and whose later changes stay. */
export function describeUndone(
  { undone, left, changedBy }: Pick<BulkChange, 'undone' | 'left' | 'changedBy'>,
  noun: Noun,
  locale?: string,
): string {
  const kept = left.find(({ reason }) => reason === 'kept')?.count ?? 0;
  if (kept === 0)
    return `${countOf(undone, noun, locale)} ${undone === 1 ? 'is as it was' : 'are as they were'}.`;
  const by = changedBy.length === 0 ? '' : ` by ${listNames(changedBy, changedBy.length, locale)}`;
  const stays = kept === 1 ? 'was changed since' : 'were changed since';
  return `${formatCount(undone, locale)} of ${countOf(undone + kept, noun, locale)} ${undone === 1 ? 'is as it was' : 'are as they were'}. ${formatCount(kept, locale)} ${stays}${by}, and ${kept === 1 ? 'stays' : 'stay'}.`;
}

/** Whether a change left out rows that its preview had promised to change. */
export function fellShort(change: Pick<BulkChange, 'applied' | 'left'>, promised: number): boolean {
  return change.applied < promised;
}
