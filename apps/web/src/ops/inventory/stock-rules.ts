import type { MovementReason } from '../../hub/trpc.ts';

export type Direction = 'add' | 'remove';

/** Which way stock moves for a reason; null where the person must say. */
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

/** Units to add (positive) or take away (negative). */
export function signedDelta(move: {
  reason: MovementReason;
  direction: Direction;
  quantity: number;
}): number {
  return (directionOf(move.reason) ?? move.direction) === 'add' ? move.quantity : -move.quantity;
}
