import type { MovementReason } from '../../hub/trpc.ts';

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
