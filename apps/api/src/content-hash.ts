import { hash } from 'node:crypto';

/**
 * The first 64 bits of the SHA-256 of a request's content, as the contract's schema answers it: its fields are in the
 * schema's order then, whatever the order they were sent in. Absent and undefined are the same.
 */
export function hashContent(kind: string, content: object): bigint {
  return hash('sha256', kind + JSON.stringify(content), 'buffer').readBigInt64BE();
}
