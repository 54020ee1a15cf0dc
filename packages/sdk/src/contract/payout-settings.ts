import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { currency, instant, label, money, moneyString, text } from './fields.ts';
import { payoutRail, proof } from './payout-fields.ts';

/** How a storefront pays. Secrets are never answered. */
const payoutSettings = z.object({
  storefront: z.string(),
  currency,
  minimum: moneyString,
  reference: z.string().nullable(),
  /** Who pays by SEPA; null: nobody yet. */
  debtor: z.object({ name: z.string(), iban: z.string(), bic: z.string().nullable() }).nullable(),
  sepa: z.object({
    version: z.enum(['pain.001.001.09', 'pain.001.001.03']),
    /** Whether the bank books one sum, or each payment. */
    batchBooking: z.boolean(),
    /** Whether the group's header has a sum; some banks refuse it. */
    groupSum: z.boolean(),
    /** How a missing BIC is written: not at all, or as NOTPROVIDED. */
    missingBic: z.enum(['omit', 'notProvided']),
  }),
  paypal: z.object({ environment: z.enum(['live', 'sandbox']), client: z.string() }).nullable(),
  /** Rails that are set up. */
  rails: z.array(payoutRail),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
});

/** How storefronts pay. */
export const payoutSettingEntries = {
  getPayoutSettings: query({
    access: 'operator',
    summary: 'Get how a storefront pays.',
    input: z.strictObject({ storefront: label(64).optional() }),
    output: payoutSettings,
    rest: { route: 'GET /api/payouts/settings' },
  }),
  setPayoutSettings: mutation({
    access: 'owner',
    summary: 'Set how a storefront pays; what is left out stays.',
    input: z.strictObject({
      storefront: label(64).optional(),
      minimum: money.optional(),
      /** On bank statements; `{batch}` and `{period}` are filled in. Null: the storefront's name and the batch. */
      reference: label(140).nullable().optional(),
      /** Null: no SEPA any more. */
      debtor: z
        .strictObject({ name: label(140), iban: text(64).min(1), bic: text(16).nullable().optional() })
        .nullable()
        .optional(),
      sepa: payoutSettings.shape.sepa.partial().strict().optional(),
      /** Null: no PayPal any more. */
      paypal: z
        .strictObject({
          environment: z.enum(['live', 'sandbox']).default('live'),
          clientId: label(255),
          clientSecret: label(255),
        })
        .nullable()
        .optional(),
      ...proof,
    }),
    output: payoutSettings,
    rest: { route: 'PUT /api/payouts/settings' },
  }),
} as const;
