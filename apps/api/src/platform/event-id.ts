import { hash, randomBytes } from 'node:crypto';

/** Makes a version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, random bits around version and variant. */
export function newEventId(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** Returns the time at which a version 7 UUID was made; null for UUIDs that carry none. */
export function eventIdTime(eventId: string): Date | null {
  if (eventId[14] !== '7') return null;
  const time = new Date(Number.parseInt(eventId.replaceAll('-', '').slice(0, 12), 16));
  return Number.isNaN(time.getTime()) ? null : time;
}

/**
 * Returns the id under which a verified report is remembered. Strangers have other ids: else one who guesses an id that a
 * shop makes of its order numbers could use it up with a click or a claim, before the order is reported. The day of a
 * version 7 UUID stays.
 */
export function verifiedEventId(eventId: string): string {
  const bytes = hash('sha256', `verified ${eventId.toLowerCase()}`, 'buffer').subarray(0, 16);
  const given = Buffer.from(eventId.replaceAll('-', ''), 'hex');
  const hasTime = eventIdTime(eventId) !== null;
  if (hasTime) given.copy(bytes, 0, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (hasTime ? 0x70 : 0x80);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** Writes sixteen bytes as a UUID. */
export function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
