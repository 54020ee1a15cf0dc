import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { countedPage, currency, id, instant, label, moneyString, page, withTotal } from './fields.ts';
import { byId, listed, rowId } from './payout-fields.ts';

/** A time that is closed. */
export const payoutPeriod = z.object({
  id: z.number().int(),
  storefront: z.string(),
  currency,
  number: z.number().int(),
  startsAt: instant,
  endsAt: instant,
  closedAt: instant,
  closedBy: z.string(),
  statementCount: z.number().int(),
  /** SHA-256, hex, of the period before and of this one’s statements. */
  hash: z.string(),
  /** Of all its statements. */
  sums: z.object({
    opening: moneyString,
    earned: moneyString,
    reversed: moneyString,
    adjusted: moneyString,
    paid: moneyString,
    closing: moneyString,
  }),
});

/** What an affiliate earned, was paid and is owed in a closed period. */
const statement = z.object({
  periodId: z.number().int(),
  storefront: z.string(),
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  currency,
  startsAt: instant,
  endsAt: instant,
  opening: moneyString,
  earned: moneyString,
  /** Taken back by refunds, lost disputes and voiding. */
  reversed: moneyString,
  adjusted: moneyString,
  /** Less what came back. */
  paid: moneyString,
  /** `opening + earned − reversed + adjusted − paid`. */
  closing: moneyString,
  /** Where the closing balance stands. */
  pending: moneyString,
  payable: moneyString,
  held: moneyString,
  inPayout: moneyString,
  hash: z.string(),
});

/** One line of a statement: what moved what is owed in total. */
const statementLine = z.object({
  transferId: z.number().int(),
  postedAt: instant,
  eventAt: instant,
  kind: z.enum(['earned', 'reversed', 'adjusted', 'paid']),
  cause: z.string(),
  /** Above zero: the affiliate is owed more. */
  amount: moneyString,
  balance: moneyString,
  conversionId: z.number().int().nullable(),
  orderId: z.string().nullable(),
  reason: z.string().nullable(),
});

/** Closed months, and what each affiliate earned and was paid in them. */
export const payoutPeriods = {
  listPeriods: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List closed periods, newest first.',
    input: z.strictObject({ storefront: label(64).optional(), currency: currency.optional(), ...listed }),
    output: page(payoutPeriod),
    rest: { route: 'GET /api/payouts/periods', project: 'items' },
  }),
  getPeriod: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get a closed period with the sums of its statements.',
    input: byId,
    output: payoutPeriod,
    rest: { route: 'GET /api/payouts/periods/:id' },
  }),
  closePeriods: mutation({
    access: 'operator',
    summary:
      'Close all months that have ended, each with a statement for every affiliate. What comes later is of the next one.',
    input: z.strictObject({
      /** All storefronts when left out. */
      storefront: label(64).optional(),
      /** The last month to close, such as `2026-10`; the one before this month when left out. */
      through: z
        .string()
        .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, { error: 'must be a month such as 2026-10' })
        .optional(),
    }),
    /** Those that were closed, oldest first; where nothing was left to close, the last one. */
    output: z.object({ periods: z.array(payoutPeriod) }),
    rest: { route: 'POST /api/payouts/periods/close' },
  }),
  listStatements: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List statements of closed periods, newest first.',
    input: z.strictObject({
      periodId: rowId.optional(),
      affiliateId: id.optional(),
      withTotal,
      ...listed,
    }),
    output: countedPage(statement),
    rest: { route: 'GET /api/payouts/statements', project: 'items' },
  }),
  getStatement: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get an affiliate’s statement of a closed period, with its lines.',
    input: z.strictObject({ periodId: rowId, affiliateId: id }),
    output: statement.extend({ lines: z.array(statementLine) }),
    rest: { route: 'GET /api/payouts/periods/:periodId/statements/:affiliateId' },
  }),
} as const;
