import { httpBatchLink } from '@trpc/client';
import type { admin, WireRouter } from './contract/index.ts';
import { MAX_BATCHED_CALLS } from './contract/limits.ts';
import { endpointProblem, secretKeyProblem } from './option-problems.ts';

/** The operator API as a tRPC router type, for `createTRPCReact<AdminRouter>()` and the like. */
export type AdminRouter = WireRouter<typeof admin>;

export interface AdminClientOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`; `''` in pages of the hub itself. */
  endpoint: string | undefined;
  /** A secret key (`sk_…`). Keep it on servers; in a browser, sign in instead and leave it out. Given and unset, calls are refused. */
  secretKey?: string | undefined;
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** What proxies let through for certain. */
const LONGEST_URL = 8000;

/** How calls of the operator API travel. */
export function adminLink(options: AdminClientOptions) {
  const { endpoint, secretKey, fetch } = options;
  // `''` is the page's own origin, which only a browser has; a key that is named has to be one.
  const problem =
    (endpoint === '' && 'document' in globalThis ? undefined : endpointProblem(endpoint)) ??
    ('secretKey' in options ? secretKeyProblem(secretKey) : undefined);
  return httpBatchLink<AdminRouter>({
    url: `${`${endpoint}`.replace(/\/+$/, '')}/trpc/admin`,
    maxItems: MAX_BATCHED_CALLS,
    maxURLLength: LONGEST_URL,
    headers() {
      // Told with each call and not before, as server trackers do.
      if (problem) throw new TypeError(problem);
      return secretKey === undefined ? {} : { authorization: `Bearer ${secretKey}` };
    },
    ...(fetch === undefined ? {} : { fetch: fetch as never }),
  });
}
