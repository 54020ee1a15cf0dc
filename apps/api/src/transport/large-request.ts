import type { Entry } from '@dreamteamhub/sdk/contract';
import type { FastifyRequest } from 'fastify';
import type { CreateContext } from './context.ts';
import { guard } from './guard.ts';

/**
 * What a route needs besides, whose entry takes more than the hub takes otherwise: its own limit, and a look at the
 * caller before the body of such a request is read.
 */
export function largeRequest(entry: Entry, createContext: CreateContext) {
  if (entry.maxRequestBytes === undefined) return {};
  return {
    bodyLimit: entry.maxRequestBytes,
    async onRequest(request: FastifyRequest): Promise<void> {
      // Without a length, it may be any.
      const bytes = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
      const { bodyLimit = 0 } = request.server.initialConfig;
      if (!(bytes <= bodyLimit)) await guard(entry, createContext(request));
    },
  };
}
