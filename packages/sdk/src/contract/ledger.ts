import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { currency, cursor, id, instant, label, money, moneyString, page } from './fields.ts';

/** What an affiliate is owed in one currency. */
const balance = z.object({
  currency,
  /** Not approved yet, or not due yet. */
  pending: moneyString,
  /** Negative where the affiliate owes the shop: a refund came after the payment. */
  payable: moneyString,
  /** While disputes are open. */
  held: moneyString,
  inPayout: moneyString,
  /** Paid so far, less what came back. */
  paid: moneyString,
});

const transfer = z.object({
  id: z.number().int(),
  affiliateId: z.number().int().nullable(),
  debit: z.string(),
  credit: z.string(),
  currency,
  amount: moneyString,
  cause: z.string(),
  causeId: z.string(),
  conversionId: z.number().int().nullable(),
  position: z.number().int().nullable(),
  eventAt: instant,
  postedAt: instant,
  reason: z.string().nullable(),
});

const adjustment = z.object({
  id: z.number().int(),
  affiliateId: z.number().int(),
  currency,
  /** Above zero: the affiliate gets it; below: the shop takes it back. */
  amount: moneyString,
  kind: z.enum(['adjustment', 'writeOff']),
  reason: z.string(),
  state: z.enum(['proposed', 'approved', 'rejected']),
  createdAt: instant,
  createdBy: z.string(),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
});

export const ledger = {
  getBalance: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get what an affiliate is owed, by currency.',
    input: z.strictObject({ id }),
    output: z.object({ affiliateId: z.number().int(), balances: z.array(balance) }),
    rest: { route: 'GET /api/affiliates/:id/balance' },
  }),
  listTransfers: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List transfers of the ledger, newest first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      conversionId: id.optional(),
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: page(transfer),
    rest: { route: 'GET /api/ledger/transfers', project: 'items' },
  }),
  listAccounts: query({
    access: 'analyst',
    summary: 'List sums of the ledger by kind of account and currency.',
    input: z.strictObject({}),
    output: z.object({
      accounts: z.array(z.object({ kind: z.string(), currency, debits: moneyString, credits: moneyString })),
    }),
    rest: { route: 'GET /api/ledger/accounts' },
  }),
  createAdjustment: mutation({
    access: 'operator',
    summary: 'Propose an adjustment or a write-off; another person approves it.',
    input: z.strictObject({
      affiliateId: id,
      amount: money,
      direction: z.enum(['toAffiliate', 'fromAffiliate']).default('toAffiliate'),
      kind: z.enum(['adjustment', 'writeOff']).default('adjustment'),
      reason: label(1000),
    }),
    output: adjustment,
    rest: { route: 'POST /api/ledger/adjustments', status: 201 },
  }),
  decideAdjustment: mutation({
    access: 'operator',
    summary: 'Approve or reject an adjustment that another person has proposed.',
    input: z.strictObject({ id: z.number().int().positive(), decision: z.enum(['approve', 'reject']) }),
    output: adjustment,
    rest: { route: 'POST /api/ledger/adjustments/:id/decision' },
  }),
  listAdjustments: query({
    access: 'analyst',
    summary: 'List adjustments and write-offs, newest first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: page(adjustment),
    rest: { route: 'GET /api/ledger/adjustments', project: 'items' },
  }),
} as const;
