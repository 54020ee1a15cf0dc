import { z } from 'zod';
import { query } from './entry.ts';
import { currency, label, moneyString } from './fields.ts';
import { payees } from './payees.ts';
import { payoutBatches } from './payout-batches.ts';
import { payoutItems } from './payout-items.ts';
import { payoutPeriods } from './payout-periods.ts';
import { payoutRequests } from './payout-requests.ts';
import { payoutSettingEntries } from './payout-settings.ts';

/** Payouts: who is paid, how much, by which way, and proof that it happened once. */
export const payouts = {
  getDue: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get what could be paid now, and what waits for somebody, by storefront and currency.',
    input: z.strictObject({ storefront: label(64).optional() }),
    output: z.object({
      due: z.array(
        z.object({
          storefront: z.string(),
          currency,
          /** Of affiliates with at least the minimum. */
          amount: moneyString,
          affiliates: z.number().int(),
          minimum: moneyString,
        }),
      ),
      requests: z.number().int(),
      toApprove: z.number().int(),
      toSubmit: z.number().int(),
      unsettled: z.number().int(),
      mismatches: z.number().int(),
    }),
    rest: { route: 'GET /api/payouts/due' },
  }),
  ...payoutBatches,
  ...payoutItems,
  ...payees,
  ...payoutSettingEntries,
  ...payoutRequests,
  ...payoutPeriods,
} as const;
