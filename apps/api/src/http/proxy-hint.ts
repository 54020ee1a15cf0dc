import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { isInternalAddress } from '../platform/network.ts';

/** Is told of each request that a limit refused. */
export type OnExcess = (request: FastifyRequest) => void;

/**
 * Returns what says so when the hub counts a proxy instead of the callers behind it: then all visitors of a shop share one
 * limit, and nobody sees why their clicks are refused.
 */
export function proxyHint(log: FastifyBaseLogger, trustedProxies: string | undefined): OnExcess {
  if (trustedProxies !== undefined) return () => undefined;
  return ({ headers, socket }) => {
    const address = socket.remoteAddress ?? '';
    if (headers['x-forwarded-for'] === undefined || !isInternalAddress(address)) return;
    log.warn(
      { address },
      'a limit is reached by an address that forwards for others: set TRUST_PROXY, or all callers behind that proxy count as one',
    );
  };
}
