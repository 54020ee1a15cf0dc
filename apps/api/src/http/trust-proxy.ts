import proxyAddr from '@fastify/proxy-addr';
import { canonicalAddress } from '../platform/network.ts';

/** Whether an address is a proxy's, that many hops before the hub. */
export type Trust = (address: string, hop: number) => boolean;

/**
 * Reads TRUST_PROXY: a number of proxies that stand before the hub, or a list of their addresses and networks. Unset,
 * none is trusted.
 */
export function trustProxy(value: string | undefined): Trust | false {
  if (value === undefined) return false;
  if (/^\d+$/.test(value)) return (_address, hop) => hop < Number(value);
  const isListed = proxyAddr.compile(value.split(',').map((entry) => entry.trim()));
  // Some proxies add the port to the addresses that they pass on.
  return (address, hop) => isListed(canonicalAddress(address) ?? address, hop);
}
