import ipaddr from 'ipaddr.js';

/** Whom an address counts for in a limit: one customer has a whole /64 of IPv6 addresses. */
export function networkOf(ip: string): string {
  if (!ipaddr.IPv6.isValid(ip)) return ip;
  // `process` unwraps IPv4 inside IPv6; written out, for `::` may hide any number of groups.
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4'
    ? address.toString()
    : address.toNormalizedString().split(':').slice(0, 4).join(':');
}
