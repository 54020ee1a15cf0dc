import type { AdminOutputs } from '@dreamteamhub/sdk/admin';

/** Something that the hub found. */
export type Found = AdminOutputs['search']['find']['items'][number];

/** The address of its page. */
export function pathOf({ kind, id, title }: Pick<Found, 'kind' | 'id' | 'title'>): string {
  switch (kind) {
    case 'affiliate':
      return `/affiliates/${id}`;
    case 'order':
      return `/orders/${id}`;
    case 'alert':
      return `/alerts/${id}`;
    case 'product':
      // Its title is the SKU, which may have any characters.
      return `/inventory/${encodeURIComponent(title)}`;
  }
}
