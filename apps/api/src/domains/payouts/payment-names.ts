import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for one another; banks take all of them. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Returns what names a batch to a bank or a provider. With chance in it: two hubs, or one that was restored from a backup,
 * may send by the same account, and PayPal takes a name that it knows for the same batch.
 */
export function messageIdOf(batchId: number, attempt: number): string {
  return `HUB${batchId}-${attempt}-${chance(10)}`;
}

/** Returns what names a payment to a bank or a provider. */
export function newReference(): string {
  return `P${chance(15)}`;
}

function chance(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
