import type { LeftOutReason } from '@dreamteamhub/db/payouts';
import { formatMinor, parseMinor, sayMinor } from '../../platform/money.ts';
import type { Payee } from './payee.ts';
import type { Rail } from './rail.ts';

/** Where somebody is paid to, as far as a draft must know. */
export interface DraftPayee {
  method: 'bank' | 'paypal' | 'other';
  usableFrom: Date;
  /** Opens the details themselves. Throws `SealError`. */
  open(): Payee;
}

/** What a draft asks of everybody. */
export interface DraftTerms {
  rail: Pick<Rail, 'methods' | 'refuse' | 'refusePayee' | 'payable'>;
  currency: string;
  minimumMinor: bigint;
  now: Date;
}

/**
 * Judges what is payable to somebody: what the batch pays of it, or why it pays nothing. `hasExcess`: more left to them than
 * was owed, and nobody has decided whose that is; what is payable may be that very money.
 */
export function judgePayable(
  {
    amount,
    payee,
    hasExcess = false,
  }: { amount: string; payee: DraftPayee | undefined; hasExcess?: boolean },
  { rail, currency, minimumMinor, now }: DraftTerms,
): { amount: string } | { reason: LeftOutReason } {
  const minor = parseMinor(amount, currency);
  if (minor < 0n) return { reason: 'negative' };
  if (hasExcess) return { reason: 'differenceOpen' };
  if (minor < minimumMinor) return { reason: 'belowMinimum' };
  if (rail.methods !== null) {
    if (payee === undefined) return { reason: 'noDetails' };
    if (!rail.methods.includes(payee.method)) return { reason: 'otherMethod' };
    // Waiting does not help.
    const unreached = rail.refusePayee?.(payee.open()) ?? null;
    if (unreached !== null) return { reason: unreached };
    if (payee.usableFrom > now) return { reason: 'detailsOnHold' };
  }
  const pays = rail.payable(formatMinor(minor, currency), currency);
  // Less than the rail's smallest unit.
  if (parseMinor(pays, currency) <= 0n) return { reason: 'belowMinimum' };
  const refused = rail.refuse({ amount: pays, currency });
  return refused === null ? { amount: pays } : { reason: refused };
}

/** Says why somebody is left out. */
export function sayLeftOut(
  reason: LeftOutReason,
  { amount, minimum, currency }: { amount: string; minimum: string; currency: string },
): string {
  const minor = parseMinor(amount, currency);
  switch (reason) {
    case 'negative':
      return `owes ${sayMinor(-minor, currency)}: what is earned next pays it off first`;
    case 'differenceOpen':
      return 'got more than was owed before: decide whose that difference is first';
    case 'belowMinimum':
      return `has less than the minimum of ${sayMinor(parseMinor(minimum, currency), currency)}: it waits for the next payout`;
    case 'noDetails':
      return 'has no payout details yet';
    case 'otherMethod':
      return 'is paid another way';
    case 'detailsOnHold':
      return 'has changed payout details less than 72 hours ago';
    case 'currencyNotOnRail':
      return `cannot be paid in ${currency} this way`;
    case 'countryNotOnRail':
      return 'has an account in a country that this way does not reach';
    case 'batchIsFull':
      return 'waits for the next payout: this one has as many payments as this way takes at a time';
    case 'tooMuchForRail':
      return 'is owed more than this way takes in one payment';
  }
}
