import type { MovementReason } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';

export type Direction = 'add' | 'remove';

/** Returns the direction in which a reason moves stock, or null where the person must choose it. */
export function directionOf(reason: MovementReason): Direction | null {
  switch (reason) {
    case 'restocked':
    case 'return':
      return 'add';
    case 'sale':
    case 'damaged':
      return 'remove';
    case 'adjusted':
      return null;
  }
}

/** Returns the units to add (positive) or remove (negative). */
export function signedDelta(move: {
  reason: MovementReason;
  direction: Direction;
  quantity: number;
}): number {
  return (directionOf(move.reason) ?? move.direction) === 'add' ? move.quantity : -move.quantity;
}

/**
 * Returns what is wrong with a stock: units are `owed` below zero, it is `out` at zero, `low` below its threshold; null
 * where it is as it should be. With a threshold of zero nobody waits for any.
 */
export function shortfallOf(product: { stock: number; threshold: number }): 'owed' | 'out' | 'low' | null {
  const { stock, threshold } = product;
  if (stock < 0) return 'owed';
  if (stock >= threshold) return null;
  return stock === 0 ? 'out' : 'low';
}

/** Says how urgent a low stock is: `Out of stock`, `12 owed`, `40% left`, which is that of the threshold. */
export function urgencyWords(product: { stock: number; threshold: number }, locale?: string): string | null {
  const { stock } = product;
  switch (shortfallOf(product)) {
    case 'owed':
      return `${formatCount(-stock, locale)} owed`;
    case 'out':
      return 'Out of stock';
    case 'low':
      return `${shareLeft(product, locale)} left`;
    case null:
      return null;
  }
}

/** Returns what is left of the threshold: `40%`. Never 0% of what is there, nor 100% of what is not. */
export function shareLeft(
  { stock, threshold }: { stock: number; threshold: number },
  locale?: string,
): string {
  const share = Math.max(0.01, Math.min(0.99, stock / threshold));
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
}

const reasonWords: Record<MovementReason, string> = {
  restocked: 'a restock',
  return: 'a return',
  sale: 'a sale',
  damaged: 'damaged units',
  adjusted: 'a correction',
};

/** The note of the movement that takes another one back. */
export function undoNote(reason: MovementReason): string {
  return `Undoes ${reasonWords[reason]}`;
}

/** Says that a change was undone, and whether somebody else changed the stock in between. */
export function undoneWords(undone: { name: string; stock: number; expected: number }): string {
  const { name, stock, expected } = undone;
  const between = stock === expected ? '' : ' Somebody else changed it since, and that change stays.';
  return `Undone. ${name}: ${formatCount(stock)} in stock.${between}`;
}
