/**
 * A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. Its own time lets the hub
 * remember the event for its whole retention.
 */
export function uuidv7(nowMilliseconds: number = Date.now()): string {
  const time = nowMilliseconds.toString(16).padStart(12, '0');
  // 8 is the variant; the two bits beside it could be random as well.
  return `${time.slice(0, 8)}-${time.slice(8)}-7xxx-8xxx-xxxxxxxxxxxx`.replace(/x/g, () =>
    ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & 15).toString(16),
  );
}
