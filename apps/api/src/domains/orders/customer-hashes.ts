import { createHmac } from 'node:crypto';
import { canonicalText, isNobody } from '@dreamteamhub/sdk/contract';

/**
 * Hashes what names a shop's customers, under a key of the hub: orders of one customer can be told from those of others,
 * and nobody learns a name from them.
 */
export class CustomerHashes {
  readonly #key: Buffer;

  constructor(deps: { authSecret: string }) {
    this.#key = createHmac('sha256', deps.authSecret).update('dreamteamhub.customers.v1').digest();
  }

  /**
   * The hash of the shop's own id of a customer (64 hex digits); ids of two storefronts are two customers. Null for what
   * shops write for customers whom they do not know.
   */
  ofId(storefrontId: number, customerId: string): string | null {
    return isNobody(customerId) ? null : this.#hash(`id:${storefrontId}:${canonicalText(customerId)}`);
  }

  /** The hash of a mail address in any case, with spaces around it or without; null for what is no address. */
  ofEmail(storefrontId: number, email: string): string | null {
    const address = canonicalText(email).toLowerCase();
    return /^[^@\s]+@[^@\s]+$/.test(address) ? this.#hash(`email:${storefrontId}:${address}`) : null;
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}
