import { httpBatchLink } from '@trpc/client';
import type { admin, WireRouter } from './contract/index.ts';
import { MAX_BATCHED_CALLS } from './contract/limits.ts';

/** The operator API as a tRPC router type, for `createTRPCReact<AdminRouter>()` and the like. */
export type AdminRouter = WireRouter<typeof admin>;

export interface AdminClientOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`; `''` in pages of the hub itself. */
  endpoint: string;
  /** A secret key (`sk_…`). Keep it on servers; in a browser, sign in instead and leave it out. */
  secretKey?: string;
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/** What proxies let through for certain. */
const LONGEST_URL = 8000;

/** How calls of the operator API travel. */
export function adminLink({ endpoint, secretKey, fetch }: AdminClientOptions) {
  return httpBatchLink<AdminRouter>({
    url: `${endpoint.replace(/\/+$/, '')}/trpc/admin`,
    maxItems: MAX_BATCHED_CALLS,
    maxURLLength: LONGEST_URL,
    headers: secretKey === undefined ? {} : { authorization: `Bearer ${secretKey}` },
    ...(fetch === undefined ? {} : { fetch: fetch as never }),
  });
}
