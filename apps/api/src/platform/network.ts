import ipaddr from 'ipaddr.js';
import { memoize } from './memoize.ts';

/** The longest spelling of an address, with brackets, zone and port. */
const MAX_CHARACTERS = 80;

/**
 * Returns the one spelling of an address: IPv6 compressed and in lower case, IPv4 unwrapped from IPv6, without brackets,
 * port or zone. Null for text that holds no address.
 */
export function canonicalAddress(text: string): string | null {
  // Of anything longer not even the memory of it is worth its place.
  return text.length > MAX_CHARACTERS ? null : readAddress(text);
}

const readAddress = memoize((text: string): string | null => {
  // `[v6]:port`, `[v6]`, `v4:port`; a zone as in `fe80::1%eth0` names an interface of that machine only.
  const bare = /^\s*(?:\[([^\]]+)\](?::\d+)?|([\d.]+)(?::\d+)?|([^\s[\]]+))\s*$/.exec(text);
  const address = (bare?.[1] ?? bare?.[2] ?? bare?.[3] ?? '').replace(/%.*$/, '');
  if (!ipaddr.IPv6.isValid(address) && !ipaddr.IPv4.isValidFourPartDecimal(address)) return null;
  // `process` unwraps IPv4 inside IPv6.
  return ipaddr.process(address).toString();
});

/**
 * Returns the address that a request came from, in its one spelling. Where a proxy names something else, such as
 * `unknown`, it is the proxy's own.
 */
export function addressOf(request: { ip: string; socket: { remoteAddress?: string | undefined } }): string {
  return canonicalAddress(request.ip) ?? canonicalAddress(request.socket.remoteAddress ?? '') ?? '';
}

/** Returns the network that an address counts for in a limit: one customer has a whole /64 of IPv6 addresses. */
export const networkOf = memoize((ip: string): string => {
  const canonical = canonicalAddress(ip) ?? ip;
  if (!ipaddr.IPv6.isValid(canonical)) return canonical;
  // Written out, because `::` may hide any number of groups.
  return ipaddr.IPv6.parse(canonical).toNormalizedString().split(':').slice(0, 4).join(':');
});

/**
 * Cuts an address to its network, /24 or /48, before it is stored: enough to see a pattern, too little to name a
 * person. Returns null for text that is not an address.
 */
export const truncateIp = memoize((address: string): string | null => {
  const canonical = canonicalAddress(address);
  if (canonical === null) return null;
  const parsed = ipaddr.parse(canonical);
  const bytes = parsed.toByteArray();
  const kept = parsed.kind() === 'ipv4' ? 3 : 6;
  return ipaddr.fromByteArray(bytes.map((byte, index) => (index < kept ? byte : 0))).toString();
});
