import { z } from 'zod';
import { PAYOUT_METHODS } from './choices.ts';
import { mutation, query } from './entry.ts';
import { id, instant, label, text } from './fields.ts';
import { proof } from './payout-fields.ts';

const payoutMethod = z.enum(PAYOUT_METHODS);

/** Where an affiliate is paid to, as far as it may be shown. */
const payoutDetails = z.object({
  affiliateId: z.number().int(),
  /** Null: nothing is known yet. */
  method: payoutMethod.nullable(),
  /** `…3000` of an IBAN, `j…@example.com` of an address. */
  hint: z.string().nullable(),
  holder: z.string().nullable(),
  /** Of a bank account: whether SEPA reaches its country; null where there is none, or none that can be read. */
  inSepa: z.boolean().nullable(),
  /** Nothing is paid there before. */
  usableFrom: instant.nullable(),
  onHold: z.boolean(),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
});

/** Where affiliates are paid to. */
export const payees = {
  getPayoutDetails: query({
    access: 'operator',
    summary: 'Get where an affiliate is paid to, as far as it may be shown.',
    input: z.strictObject({ id }),
    output: payoutDetails,
    rest: { route: 'GET /api/affiliates/:id/payout-details' },
  }),
  setPayoutDetails: mutation({
    access: 'operator',
    summary: 'Set where an affiliate is paid to. A change waits 72 hours, and the address before it is told.',
    input: z.strictObject({
      id,
      method: payoutMethod,
      /** Whose account it is; needed for `bank`. */
      holder: label(140).optional(),
      /** Needed for `bank`. Spaces make no difference. */
      iban: text(64).optional(),
      bic: text(16).optional(),
      /** The PayPal account; needed for `paypal`. */
      email: text(254).optional(),
      /** How to pay, in words; needed for `other`. */
      note: label(500).optional(),
      ...proof,
    }),
    output: payoutDetails,
    rest: { route: 'PUT /api/affiliates/:id/payout-details' },
  }),
} as const;
