import { type CreateTRPCReact, createTRPCReact } from '@trpc/react-query';
import { type AdminClientOptions, type AdminRouter, adminLink } from './admin-link.ts';

export type { AdminClientOptions, AdminRouter } from './admin-link.ts';

/**
 * Hooks of every operator procedure, of `@trpc/react-query`: put `<hub.Provider client={createHubClient(…)} queryClient={…}>` around your app.
 *
 * @example
 * const { data } = hub.inventory.listProducts.useQuery({ lowStockOnly: true });
 */
export const hub: CreateTRPCReact<AdminRouter, unknown> = createTRPCReact<AdminRouter>();

/** The client of the hooks. In a browser, leave the secret key out: who is signed in to the hub is known by their session. */
export function createHubClient(options: AdminClientOptions): ReturnType<typeof hub.createClient> {
  return hub.createClient({ links: [adminLink(options)] });
}
