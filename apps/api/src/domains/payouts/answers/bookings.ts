import { createHash } from 'node:crypto';
import { formatMinor, parseMinor } from '../../../platform/money.ts';
import type { ItemSaid } from '../item-said.ts';

/**
 * Brings several bookings of one payment together: what left for it in all is what was paid, whether the bank paid in
 * parts, took a fee with the same reference, or paid twice. What came back in between did not leave in the end.
 */
export function combineBookings(said: readonly ItemSaid[], currency: string): ItemSaid[] {
  const byReference = new Map<string, ItemSaid[]>();
  for (const one of said) byReference.set(one.reference, [...(byReference.get(one.reference) ?? []), one]);
  return [...byReference.values()].flatMap((bookings) => combine(bookings, currency));
}

function combine(bookings: readonly ItemSaid[], currency: string): readonly ItemSaid[] {
  const paid = inTime(bookings.filter(({ news }) => news === 'paid'));
  const back = inTime(bookings.filter(({ news }) => news === 'returned'));
  if (paid.length < 2 && back.length < 2) return bookings;
  // Nobody can add what has no amount.
  if (bookings.some(({ amount }) => amount === undefined)) return bookings;
  const key = createHash('sha256')
    .update(
      bookings
        .map((one) => one.key)
        .sort()
        .join(' '),
    )
    .digest('hex');
  const [first, last, lastBack] = [paid[0], paid.at(-1), back.at(-1)];
  const [left, cameBack] = [sumOf(paid, currency), sumOf(back, currency)];
  if (lastBack !== undefined && (paid.length < 2 || cameBack >= left)) {
    const ofFirst = cameBack - left + (first === undefined ? 0n : sumOf([first], currency));
    const returned = { ...lastBack, amount: formatMinor(ofFirst, currency), key };
    return first === undefined ? [returned] : [first, returned];
  }
  return last === undefined ? bookings : [{ ...last, amount: formatMinor(left - cameBack, currency), key }];
}

const inTime = (said: ItemSaid[]) => said.sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());

function sumOf(said: readonly ItemSaid[], currency: string): bigint {
  return said.reduce((sum, { amount = '0' }) => sum + parseMinor(amount, currency), 0n);
}
