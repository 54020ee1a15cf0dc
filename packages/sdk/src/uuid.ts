/**
 * A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. Its own time lets the hub
 * remember the event for its whole retention.
 */
export function uuidv7(nowMilliseconds: number = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(9));
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const time = nowMilliseconds.toString(16).padStart(12, '0');
  // 8 is the variant; the two bits beside it could be random as well.
  const digits = `${time}7${hex.slice(0, 3)}8${hex.slice(3, 18)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
