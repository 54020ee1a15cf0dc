import { createTRPCClient, type TRPCClient } from '@trpc/client';
import { type AdminClientOptions, type AdminRouter, adminLink } from './admin-link.ts';
import type { admin, WireInputs, WireOutputs } from './contract/index.ts';

export type { AdminClientOptions, AdminRouter } from './admin-link.ts';

/** Inputs of the operator API: `AdminInputs['affiliates']['createAffiliate']`. */
export type AdminInputs = WireInputs<typeof admin>;

/** Outputs of the operator API: `AdminOutputs['inventory']['listProducts']`. */
export type AdminOutputs = WireOutputs<typeof admin>;

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
  return createTRPCClient<AdminRouter>({ links: [adminLink(options)] });
}
