import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { countedPage, currency, id, instant, label, moneyString, page, withTotal } from './fields.ts';
import { byId, listed, payoutItemState, payoutRail, rowId } from './payout-fields.ts';

/** One payment. */
export const payoutItem = z.object({
  /** Null in a dry run. */
  id: z.number().int().nullable(),
  batchId: z.number().int().nullable(),
  rail: payoutRail,
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  amount: moneyString,
  currency,
  state: payoutItemState,
  /** Where it goes, as far as it may be shown: `…3000`. Null where the rail needs no details, or after they were erased. */
  payee: z.string().nullable(),
  /** Names it to the bank or the provider; null in a dry run. */
  reference: z.string().nullable(),
  /** The conversion that was marked as paid, or null. */
  conversionId: z.number().int().nullable(),
  requestId: z.number().int().nullable(),
  /** The provider's last word, as it says it. */
  providerStatus: z.string().nullable(),
  /** Why it failed or came back. */
  reason: z.string().nullable(),
  settledAt: instant.nullable(),
});

/** What somebody said of an item. */
const itemEvent = z.object({
  source: z.enum(['person', 'bankFile', 'provider']),
  status: z.string(),
  amount: moneyString.nullable(),
  /** `stale`: older than what was known; `contradicting`: a person must decide. */
  outcome: z.enum(['applied', 'stale', 'contradicting']),
  reason: z.string().nullable(),
  occurredAt: instant,
  receivedAt: instant,
  /** Who said it, as the audit log names callers; null: a provider or a file. */
  actor: z.string().nullable(),
});

/** Money that moved otherwise than the hub had it. */
const mismatch = z.object({
  id: z.number().int(),
  itemId: z.number().int(),
  batchId: z.number().int(),
  storefront: z.string(),
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  /** Above zero: more left than was owed; below: less. */
  amount: moneyString,
  currency,
  reason: z.string(),
  createdAt: instant,
  decision: z.enum(['affiliate', 'shop']).nullable(),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
});

/** Single payments, and of which of them another amount left than was owed. */
export const payoutItems = {
  listItems: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List payments, newest first.',
    input: z.strictObject({
      batchId: rowId.optional(),
      affiliateId: id.optional(),
      state: payoutItemState.optional(),
      rail: payoutRail.optional(),
      /** Part of a reference or a handle. */
      search: label(255).optional(),
      withTotal,
      ...listed,
    }),
    output: countedPage(payoutItem.extend({ createdAt: instant })),
    rest: { route: 'GET /api/payouts/items', project: 'items' },
  }),
  getItem: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get a payment and all that was said of it.',
    input: byId,
    output: payoutItem.extend({ createdAt: instant, events: z.array(itemEvent) }),
    rest: { route: 'GET /api/payouts/items/:id' },
  }),
  listMismatches: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List payments of which more or less left than was owed.',
    input: z.strictObject({
      batchId: rowId.optional(),
      state: z.enum(['open', 'decided']).optional(),
      ...listed,
    }),
    output: page(mismatch),
    rest: { route: 'GET /api/payouts/mismatches', project: 'items' },
  }),
  resolveMismatch: mutation({
    access: 'operator',
    summary: 'Decide whose a difference is.',
    input: z.strictObject({
      id: rowId,
      /** `affiliate`: it goes to, or comes from, the affiliate's balance; `shop`: the shop bears it, or keeps it. */
      decision: z.enum(['affiliate', 'shop']),
    }),
    output: mismatch,
    rest: { route: 'POST /api/payouts/mismatches/:id/resolve' },
  }),
} as const;
