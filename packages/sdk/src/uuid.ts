/**
 * A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. Its own time lets the hub
 * remember the event for its whole retention.
 */
export function uuidv7(nowMilliseconds: number = Date.now()): string {
  // Thirteen digits, the first one of 2⁴⁸: all times have as many.
  const time = (nowMilliseconds + 2 ** 48).toString(16);
  // 8 is the variant; the two bits beside it could be random as well.
  return `${time.slice(1, 9)}-${time.slice(9)}-7xxx-8xxx-xxxxxxxxxxxx`.replace(/x/g, () =>
    ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & 15).toString(16),
  );
}
