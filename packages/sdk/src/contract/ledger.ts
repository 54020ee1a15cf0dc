import { z } from 'zod';
import { ACCOUNT_KINDS, TRANSFER_CAUSES } from './choices.ts';
import { mutation, query } from './entry.ts';
import {
  bound,
  countedPage,
  currency,
  cursor,
  id,
  instant,
  label,
  money,
  moneyString,
  page,
  text,
  withTotal,
} from './fields.ts';

const accountKind = z.enum(ACCOUNT_KINDS);
const transferCause = z.enum(TRANSFER_CAUSES);

/** What affiliates are owed in one currency, by where it stands. */
const owed = {
  currency,
  /** Not approved yet, or not due yet. */
  pending: moneyString,
  /** Negative where an affiliate owes the shop: a refund came after the payment. */
  payable: moneyString,
  /** While disputes are open. */
  held: moneyString,
  inPayout: moneyString,
};

/** Money that moved from one account to another; what is owed to an affiliate is on the credit side. */
const transfer = z.object({
  id: z.number().int(),
  storefront: z.string(),
  affiliateId: z.number().int().nullable(),
  affiliateHandle: z.string().nullable(),
  debit: accountKind,
  credit: accountKind,
  currency,
  amount: moneyString,
  cause: transferCause,
  /** What it was, within its cause: the same one is never posted twice. */
  causeId: z.string(),
  conversionId: z.number().int().nullable(),
  orderId: z.string().nullable(),
  /** The line of the order, from 1; 0: the order as a whole. */
  position: z.number().int().nullable(),
  /** When what it stands for happened. */
  eventAt: instant,
  postedAt: instant,
  /** What the affiliate is owed in total (pending, payable, held and in payout) right after it; null unless one affiliate's transfers are listed. */
  balance: moneyString.nullable(),
  reason: z.string().nullable(),
  /** Who caused it, as the audit log names callers; null: the hub itself. */
  actor: z.string().nullable(),
});

const adjustmentKind = z.enum(['adjustment', 'writeOff']);

const adjustment = z.object({
  id: z.number().int(),
  storefront: z.string(),
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  currency,
  /** Above zero: the affiliate gets it; below: the shop takes it back. */
  amount: moneyString,
  kind: adjustmentKind,
  reason: z.string(),
  state: z.enum(['proposed', 'approved', 'rejected']),
  /** The person who proposed it may approve it, because nobody else could. */
  selfApproved: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
});

const secondPerson = z.enum(['required', 'alone']);

/** Which transfers. */
const transferFilter = {
  affiliateId: id.optional(),
  conversionId: id.optional(),
  /** On either side. */
  account: accountKind.optional(),
  cause: transferCause.optional(),
  currency: currency.optional(),
  /** Posted from then on … */
  from: bound.optional(),
  /** … and before this. */
  to: bound.optional(),
};

export const ledger = {
  getBalance: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get what an affiliate is owed, by currency.',
    input: z.strictObject({ id }),
    output: z.object({
      affiliateId: z.number().int(),
      balances: z.array(
        z.object({
          ...owed,
          /** Paid so far, less what came back. */
          paid: moneyString,
        }),
      ),
    }),
    rest: { route: 'GET /api/affiliates/:id/balance' },
  }),
  getOwed: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get what all affiliates together are owed, by currency.',
    input: z.strictObject({ storefront: label(64).optional() }),
    output: z.object({
      totals: z.array(
        z.object({
          ...owed,
          /** Above zero: what affiliates owe the shop; `payable` is without it. */
          owing: moneyString,
          /** Affiliates with something payable. */
          affiliates: z.number().int(),
        }),
      ),
    }),
    rest: { route: 'GET /api/ledger/owed' },
  }),
  listAccounts: query({
    access: 'analyst',
    scope: 'money:read',
    summary:
      'List accounts of the ledger, summed by storefront, kind and currency, over a time or all of it.',
    input: z.strictObject({ from: bound.optional(), to: bound.optional() }),
    output: z.object({
      accounts: z.array(
        z.object({
          storefront: z.string(),
          kind: accountKind,
          currency,
          /** Credits less debits before `from`. */
          opening: moneyString,
          debits: moneyString,
          credits: moneyString,
          /** Credits less debits before `to`. */
          closing: moneyString,
        }),
      ),
    }),
    rest: { route: 'GET /api/ledger/accounts' },
  }),
  listTransfers: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List transfers of the ledger, newest first.',
    input: z.strictObject({
      ...transferFilter,
      withTotal,
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: countedPage(transfer),
    rest: { route: 'GET /api/ledger/transfers', project: 'items' },
  }),
  listAdjustments: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List adjustments and write-offs, newest first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      state: z.enum(['proposed', 'approved', 'rejected']).optional(),
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: page(adjustment),
    rest: { route: 'GET /api/ledger/adjustments', project: 'items' },
  }),
  createAdjustment: mutation({
    access: 'operator',
    summary: 'Propose an adjustment or a write-off; another person approves it.',
    input: z.strictObject({
      affiliateId: id,
      amount: money,
      /** A write-off forgives what an affiliate owes: it goes to the affiliate. */
      direction: z.enum(['toAffiliate', 'fromAffiliate']).default('toAffiliate'),
      kind: adjustmentKind.default('adjustment'),
      reason: label(1000),
      /** ISO 4217 code; must be the currency of the affiliate's storefront when given. */
      currency: currency.optional(),
    }),
    output: adjustment,
    rest: { route: 'POST /api/ledger/adjustments', status: 201 },
  }),
  decideAdjustment: mutation({
    access: 'operator',
    summary: 'Approve or reject an adjustment that another person has proposed.',
    input: z.strictObject({
      id: z.number().int().positive(),
      decision: z.enum(['approve', 'reject']),
    }),
    output: adjustment,
    rest: { route: 'POST /api/ledger/adjustments/:id/decision' },
  }),
  listSuspense: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List amounts that were set aside because nobody knows whether they were paid out.',
    input: z.strictObject({
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: page(
      z.object({
        transferId: z.number().int(),
        storefront: z.string(),
        affiliateId: z.number().int(),
        affiliateHandle: z.string(),
        affiliateName: z.string(),
        conversionId: z.number().int(),
        orderId: z.string(),
        currency,
        amount: moneyString,
        reason: z.string().nullable(),
        at: instant,
      }),
    ),
    rest: { route: 'GET /api/ledger/suspense', project: 'items' },
  }),
  resolveSuspense: mutation({
    access: 'operator',
    summary: 'Decide an amount that was set aside: the affiliate was paid it, and owes it, or was not.',
    input: z.strictObject({
      transferId: z.number().int().positive(),
      /** `paid`: the refund came after the payment, so the affiliate owes it. `notPaid`: it was never paid out. */
      decision: z.enum(['paid', 'notPaid']),
    }),
    output: z.object({ success: z.literal(true) }),
    rest: { route: 'POST /api/ledger/suspense/:transferId/resolve' },
  }),
  getSecondPerson: query({
    access: 'analyst',
    summary: 'Get whether another person must approve what moves money.',
    input: z.strictObject({}),
    output: z.object({
      secondPerson,
      /** One person alone may change money, so that the rule can be set aside. */
      isAlone: z.boolean(),
      chosenAt: instant.nullable(),
      chosenBy: z.string().nullable(),
    }),
    rest: { route: 'GET /api/ledger/second-person' },
  }),
  setSecondPerson: mutation({
    access: 'owner',
    summary:
      'Choose whether another person must approve what moves money; only an owner who is alone may go without.',
    input: z.strictObject({
      secondPerson,
      password: text(1024).min(1),
      /** Of the second factor, where the person has one. */
      code: text(64).optional(),
    }),
    output: z.object({ secondPerson }),
    rest: { route: 'PUT /api/ledger/second-person' },
  }),
} as const;
