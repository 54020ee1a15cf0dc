import { hash } from 'node:crypto';

/** Of a hexadecimal digest: 64 bits. */
const DIGITS = 16;

/**
 * The first 64 bits of the SHA-256 of a request's content, as the contract's schema returns it: its fields are in the
 * schema's order then, whatever the order they were sent in. Absent and undefined are the same.
 */
export function hashContent(kind: string, content: object): bigint {
  // As text: a Buffer costs more than the hashing.
  const digest = hash('sha256', kind + JSON.stringify(content), 'hex');
  return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, DIGITS)}`));
}
