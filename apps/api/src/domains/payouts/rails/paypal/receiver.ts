/** As many characters as PayPal takes of a receiver. */
const MOST_CHARACTERS = 127;

/** Whether PayPal takes an address: one that it does not take makes it refuse all payments of the call. */
export function isReceiver(address: string): boolean {
  return address.length <= MOST_CHARACTERS && /^[\x21-\x7e]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$/.test(address);
}
