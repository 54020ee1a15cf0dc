import type { PayoutBatch } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { type ItemState, itemStateNames } from './batch-words.ts';

type States = PayoutBatch['states'];

/** In the order in which somebody should look at them. */
const ORDER: readonly ItemState[] = [
  'mismatched',
  'failed',
  'returned',
  'sent',
  'reserved',
  'paid',
  'cancelled',
];

/** Says what went wrong in a batch: `1 failed, 2 returned`; null where nothing did. */
export function failuresOf(states: States, locale?: string): string | null {
  const parts = ORDER.slice(0, 3).flatMap((state) => {
    const count = states[state]?.count ?? 0;
    return count === 0 ? [] : [`${formatCount(count, locale)} ${itemStateNames[state].toLowerCase()}`];
  });
  return parts.length === 0 ? null : parts.join(', ');
}

export interface StateCount {
  state: ItemState;
  count: number;
  amount: string;
}

/** The states that the payments of a batch are in. */
export function countsOf(states: States): StateCount[] {
  return ORDER.flatMap((state) => {
    const found = states[state];
    return found === undefined || found.count === 0 ? [] : [{ state, ...found }];
  });
}

/** How many payments: `1 payment`, `2,400 payments`. */
export function paymentsWords(count: number, locale?: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? 'payment' : 'payments'}`;
}

/** How many partners: `1 partner`, `12 partners`. */
export function partnersWords(count: number, locale?: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? 'partner' : 'partners'}`;
}
