/** Where a commission stands, and what moves when that changes: pure, amounts in minor units. */

import { lesser } from '../../platform/money.ts';

/** What became of a commission. */
export interface Standing {
  amount: bigint;
  /** What refunds and lost disputes took back. */
  reversed: bigint;
  /** What open disputes hold. */
  held: bigint;
  /** What was left of it when it was voided. */
  voided: bigint;
  /** It may be paid, or was. */
  isMatured: boolean;
}

/** Accounts between which a commission moves. */
type Account = 'expense.commission' | 'pending' | 'payable' | 'held';

/** Money that moves from the first account to the second. */
export interface Move {
  debit: Account;
  credit: Account;
  amount: bigint;
}

/** In this order accounts give, and take: what was held is given back to the shop before anything else is. */
const ACCOUNTS: readonly Account[] = ['held', 'pending', 'payable', 'expense.commission'];

/** A commission that was just earned. */
export function accrued(amount: bigint): Standing {
  return { amount, reversed: 0n, held: 0n, voided: 0n, isMatured: false };
}

/** Returns what is left of a commission, beside what is held: it is pending, or payable once it matured. */
export function leftOf({ amount, reversed, held, voided }: Standing): bigint {
  return amount - reversed - held - voided;
}

/** Returns a commission after it was voided: nothing of it is owed any more. */
export function voidedOf(standing: Standing): Standing {
  return { ...standing, held: 0n, voided: standing.amount - standing.reversed };
}

/**
 * Returns a commission after refunds and disputes have come to something else. Of a voided one nothing moves any more,
 * also when a dispute that had taken some of it is won: what they do not take stays voided.
 */
export function afterTaking(
  before: Standing,
  taken: Pick<Standing, 'reversed' | 'held'>,
  { isVoid = false }: { isVoid?: boolean } = {},
): Standing {
  const { amount } = before;
  const reversed = lesser(taken.reversed, amount);
  if (isVoid) return voidedOf({ ...before, reversed });
  return { ...before, reversed, held: lesser(taken.held, amount - reversed) };
}

/**
 * Returns what moves when a commission's standing changes, at most one transfer between any two accounts; before null, it
 * was not earned yet. Throws `RangeError` for a standing in which more is taken than there is.
 */
export function movesBetween(before: Standing | null, after: Standing): Move[] {
  const was = before === null ? NOWHERE : placesOf(before);
  const is = placesOf(after);
  const changes = ACCOUNTS.map((account) => ({ account, change: is[account] - was[account] }));
  const giving = changes
    .filter(({ change }) => change < 0n)
    .map(({ account, change }) => ({ account, left: -change }));
  const taking = changes
    .filter(({ change }) => change > 0n)
    .map(({ account, change }) => ({ account, left: change }));
  const moves: Move[] = [];
  for (const from of giving) {
    for (const to of taking) {
      const amount = lesser(from.left, to.left);
      if (amount === 0n) continue;
      moves.push({ debit: from.account, credit: to.account, amount });
      from.left -= amount;
      to.left -= amount;
    }
  }
  return moves;
}

const NOWHERE: Record<Account, bigint> = { 'expense.commission': 0n, pending: 0n, payable: 0n, held: 0n };

/** Returns where the money of a commission is; what the shop spends on it counts below zero. */
function placesOf(standing: Standing): Record<Account, bigint> {
  const { reversed, held, voided, amount, isMatured } = standing;
  const left = leftOf(standing);
  if ([reversed, held, voided, left].some((part) => part < 0n)) {
    throw new RangeError(
      `a commission of ${amount} cannot have ${reversed} reversed, ${held} held and ${voided} voided`,
    );
  }
  return {
    'expense.commission': reversed + voided - amount,
    pending: isMatured ? 0n : left,
    payable: isMatured ? left : 0n,
    held,
  };
}
