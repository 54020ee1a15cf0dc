import ipaddr from 'ipaddr.js';

/**
 * `public`: an ordinary internet host. `private`: this machine or its own network, for local use only.
 * `forbidden`: never a destination (cloud metadata, multicast, reserved ranges, addresses embedded in others).
 */
export type AddressScope = 'public' | 'private' | 'forbidden';

const PRIVATE_RANGES = new Set(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal']);

/** Cloud metadata services outside the link-local range: Alibaba, AWS over IPv6, Azure. */
const METADATA_ADDRESSES = new Set(['100.100.100.200', 'fd00:ec2::254', '168.63.129.16']);

const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Classifies an IP literal by IANA's special-purpose registries (as ipaddr.js knows them). IPv6 forms that embed an
 * IPv4 address (mapped, NAT64, 6to4, Teredo) are always forbidden: no public host needs them.
 */
export function addressScope(address: string): AddressScope {
  if (!ipaddr.isValid(address)) return 'forbidden';
  const parsed = ipaddr.parse(address);
  if (METADATA_ADDRESSES.has(parsed.toString())) return 'forbidden';
  const range = parsed.range();
  if (PRIVATE_RANGES.has(range)) return 'private';
  if (range !== 'unicast') return 'forbidden';
  // ipaddr.js also calls unassigned IPv6 space "unicast", including the old IPv4-compatible ::7f00:1.
  const isGlobal = parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST_V6);
  return isGlobal ? 'public' : 'forbidden';
}

const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']);

const PRIVATE_SUFFIXES = [
  '.localhost',
  '.localdomain',
  '.local',
  '.internal',
  '.intranet',
  '.lan',
  '.corp',
  '.home',
  '.home.arpa',
  '.svc',
];

/** Classifies a host name before it is looked up; a public name must still resolve to public addresses. */
export function nameScope(host: string): AddressScope {
  if (METADATA_NAMES.has(host)) return 'forbidden';
  const isPrivate = !host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix));
  return isPrivate ? 'private' : 'public';
}
