import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { currency, id, instant, label, money, moneyString, page } from './fields.ts';
import { listed, payoutItemState, rowId } from './payout-fields.ts';

export const payoutRequest = z.object({
  id: z.number().int(),
  storefront: z.string(),
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  amount: moneyString,
  currency,
  /** `batched`: what became of it is told by `batchId` and `itemState`. */
  state: z.enum(['requested', 'batched', 'rejected']),
  batchId: z.number().int().nullable(),
  itemState: payoutItemState.nullable(),
  note: z.string().nullable(),
  createdAt: instant,
  createdBy: z.string(),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  /** Why it was rejected. */
  reason: z.string().nullable(),
});

/** What is asked to be paid. */
export const payoutRequests = {
  listRequests: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List payout requests, newest first.',
    input: z.strictObject({
      state: z.enum(['requested', 'batched', 'rejected']).optional(),
      affiliateId: id.optional(),
      ...listed,
    }),
    output: page(payoutRequest),
    rest: { route: 'GET /api/payouts/requests', project: 'items' },
  }),
  createRequest: mutation({
    access: 'operator',
    summary: 'Ask for a payout for an affiliate: the amount is reserved until it is paid or rejected.',
    input: z.strictObject({
      affiliateId: id,
      /** Everything that is payable when left out. */
      amount: money.optional(),
      /** ISO 4217 code; the currency of the affiliate's storefront when left out. */
      currency: currency.optional(),
      note: label(1000).optional(),
    }),
    output: payoutRequest,
    rest: { route: 'POST /api/payouts/requests', status: 201 },
  }),
  rejectRequest: mutation({
    access: 'operator',
    summary: 'Reject a payout request: its amount is payable again.',
    input: z.strictObject({ id: rowId, reason: label(1000) }),
    output: payoutRequest,
    rest: { route: 'POST /api/payouts/requests/:id/reject' },
  }),
} as const;
