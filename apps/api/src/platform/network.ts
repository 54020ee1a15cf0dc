import ipaddr from 'ipaddr.js';
import { memoize } from './memoize.ts';

/** Returns the network that an address counts for in a limit: one customer has a whole /64 of IPv6 addresses. */
export function networkOf(ip: string): string {
  if (!ipaddr.IPv6.isValid(ip)) return ip;
  // `process` unwraps IPv4 inside IPv6; written out, because `::` may hide any number of groups.
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4'
    ? address.toString()
    : address.toNormalizedString().split(':').slice(0, 4).join(':');
}

/**
 * Cuts an address to its network, /24 or /48, before it is stored: enough to see a pattern, too little to name a
 * person. Returns null for text that is not an address.
 */
export const truncateIp = memoize((address: string): string | null => {
  if (!ipaddr.isValid(address)) return null;
  // `process` unwraps IPv4 inside IPv6.
  const parsed = ipaddr.process(address);
  const bytes = parsed.toByteArray();
  const kept = parsed.kind() === 'ipv4' ? 3 : 6;
  return ipaddr.fromByteArray(bytes.map((byte, index) => (index < kept ? byte : 0))).toString();
});
