import type { Entry } from '@dreamteamhub/sdk/contract';
import type { FastifyRequest } from 'fastify';
import type { CreateContext } from './context.ts';
import { guard } from './guard.ts';

/**
 * Returns the extra route options of an entry that takes larger requests than others: its own limit, and a check of the
 * caller before the body of a large request is read.
 */
export function largeRequest(entry: Entry, createContext: CreateContext) {
  if (entry.maxRequestBytes === undefined) return {};
  return {
    bodyLimit: entry.maxRequestBytes,
    async onRequest(request: FastifyRequest): Promise<void> {
      // Without a length, the body may be of any size.
      const bytes = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
      const { bodyLimit = 0 } = request.server.initialConfig;
      if (!(bytes <= bodyLimit)) await guard(entry, createContext(request));
    },
  };
}
