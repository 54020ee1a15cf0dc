import { hash } from 'node:crypto';

/** Hexadecimal digits that are kept of the digest: 64 bits. */
const DIGITS = 16;

/**
 * Returns the first 64 bits of the SHA-256 of a request's content. The content must come from the contract's schema,
 * which puts fields in its own order, whatever order they were sent in. Absent and undefined are the same.
 */
export function hashContent(kind: string, content: object): bigint {
  // As text: a Buffer costs more than the hashing.
  const digest = hash('sha256', kind + JSON.stringify(content), 'hex');
  return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, DIGITS)}`));
}
