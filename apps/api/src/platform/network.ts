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

const INTERNAL_RANGES: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'uniqueLocal',
  'linkLocal',
  'carrierGradeNat',
]);

/** Whether an address is this machine's or of a private network, as those of proxies are. */
export function isInternalAddress(text: string): boolean {
  const canonical = canonicalAddress(text);
  return canonical !== null && INTERNAL_RANGES.has(ipaddr.parse(canonical).range());
}

/** What an address counts for in limits; null where there is no such thing. */
export interface Nets {
  /** The IPv4 address itself, or the /64 that one customer has of IPv6. */
  address: string;
  /** /24 or /56. */
  network: string;
  /** /48, which an attacker rents as easily as a /64. */
  site: string | null;
}

/** Returns the nets of an address; for text that holds none, that text. */
export const netsOf = memoize((ip: string): Nets => {
  const canonical = canonicalAddress(ip);
  if (canonical === null) return { address: ip, network: ip, site: null };
  if (ipaddr.IPv4.isValidFourPartDecimal(canonical)) {
    return { address: canonical, network: cutTo(canonical, 3), site: null };
  }
  return { address: cutTo(canonical, 8), network: cutTo(canonical, 7), site: cutTo(canonical, 6) };
});

/** Returns an address with its first bytes only. */
function cutTo(address: string, bytes: number): string {
  const all = ipaddr.parse(address).toByteArray();
  return ipaddr.fromByteArray(all.map((byte, index) => (index < bytes ? byte : 0))).toString();
}

/** Returns the narrowest net that an address counts for in limits. */
export function networkOf(ip: string): string {
  return netsOf(ip).address;
}

/**
 * Cuts an address to its network, /24 or /48, before it is stored: enough to see a pattern, too little to name a
 * person. Returns null for text that is not an address.
 */
export const truncateIp = memoize((address: string): string | null => {
  const canonical = canonicalAddress(address);
  if (canonical === null) return null;
  return cutTo(canonical, ipaddr.IPv4.isValidFourPartDecimal(canonical) ? 3 : 6);
});
