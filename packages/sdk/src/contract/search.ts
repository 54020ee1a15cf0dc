import { z } from 'zod';
import { query } from './entry.ts';
import { label } from './fields.ts';

const shown = {
  /** What it is called, as `title` of a product or an alert its SKU, of an order the shop's id. */
  title: z.string(),
  /** A partner's handle, a product's name, an order's storefront. */
  subtitle: z.string(),
};

const found = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('affiliate'), id: z.number().int(), ...shown }),
  z.object({ kind: z.literal('product'), id: z.number().int(), ...shown }),
  z.object({ kind: z.literal('order'), id: z.number().int(), ...shown }),
  z.object({ kind: z.literal('alert'), id: z.uuid(), ...shown }),
]);

export const search = {
  find: query({
    access: 'analyst',
    summary:
      'Find partners, products, orders and unresolved alerts by a few letters: names, handles, SKUs, order ids. Archived ones are left out.',
    input: z.strictObject({
      /** Any case. Only the first 64 characters count. */
      text: label(1000),
      /** Of each kind. */
      limit: z.number().int().min(1).max(8).default(8),
    }),
    /** What is called exactly so first, then what begins so, then what has words that begin so. */
    output: z.object({ items: z.array(found) }),
  }),
} as const;
