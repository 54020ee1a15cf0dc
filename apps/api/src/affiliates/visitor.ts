import { createHmac } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { isbot } from 'isbot';
import { remembering } from '../remembering.ts';

/**
 * Cuts an address to its network, /24 or /48, before it is stored: enough to see a pattern, too little to name a
 * person. Null for what is no address.
 */
export const truncateIp = remembering((address: string): string | null => {
  if (!ipaddr.isValid(address)) return null;
  // `process` unwraps IPv4 inside IPv6.
  const parsed = ipaddr.process(address);
  const bytes = parsed.toByteArray();
  const kept = parsed.kind() === 'ipv4' ? 3 : 6;
  return ipaddr.fromByteArray(bytes.map((byte, index) => (index < kept ? byte : 0))).toString();
});

/**
 * A visitor without an id of its own: a keyed hash under the day's salt (128 bits of HMAC-SHA-256), which nobody can
 * link after two days.
 */
export function hashVisitor(salt: string, visitor: { ip: string; userAgent: string | null }): string {
  const digest = createHmac('sha256', salt)
    .update(`${visitor.ip}|${visitor.userAgent ?? ''}`)
    .digest('base64url');
  return `h:${digest.slice(0, 22)}`;
}

/** A visitor with a first-party id. The prefixes keep the two kinds from ever meeting. */
export function visitorKey(visitorId: string): string {
  return `v:${visitorId}`;
}

/** Programs rather than people; a missing user agent is one. */
export const isBot = remembering(
  (userAgent: string | null): boolean => userAgent === null || userAgent.trim() === '' || isbot(userAgent),
);
