import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import type { admin, WireInputs, WireOutputs, WireRouter } from './contract/index.ts';
import { MAX_BATCHED_CALLS } from './contract/limits.ts';

/** The operator API as a tRPC router type, for `createTRPCReact<AdminRouter>()` and the like. */
export type AdminRouter = WireRouter<typeof admin>;

/** Inputs of the operator API: `AdminInputs['affiliates']['createAffiliate']`. */
export type AdminInputs = WireInputs<typeof admin>;

/** Outputs of the operator API: `AdminOutputs['inventory']['listProducts']`. */
export type AdminOutputs = WireOutputs<typeof admin>;

export interface AdminClientOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`. */
  endpoint: string;
  /** A secret key (`sk_…`). Keep it on servers; in a browser, sign in instead and leave it out. */
  secretKey?: string;
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/**
 * Typed client of every operator procedure.
 *
 * @example
 * const hub = createAdminClient({ endpoint: 'https://hub.example.com', secretKey });
 * const affiliate = await hub.affiliates.createAffiliate.mutate({ handle: 'tech-blog', name: 'Tech Blog' });
 *
 * Calls reject with `TRPCClientError`; `error.data.hubCode` names the reason, e.g. `conflict`.
 */
export function createAdminClient(options: AdminClientOptions): TRPCClient<AdminRouter> {
  return createTRPCClient<AdminRouter>({
    links: [
      httpBatchLink({
        url: `${options.endpoint.replace(/\/+$/, '')}/trpc/admin`,
        maxItems: MAX_BATCHED_CALLS,
        headers: options.secretKey === undefined ? {} : { authorization: `Bearer ${options.secretKey}` },
        ...(options.fetch === undefined ? {} : { fetch: options.fetch as never }),
      }),
    ],
  });
}
