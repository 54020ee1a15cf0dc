import { z } from 'zod';
import {
  LEFT_OUT_REASONS,
  PAYOUT_BATCH_STATES,
  PAYOUT_ITEM_STATES,
  PAYOUT_METHODS,
  PAYOUT_RAILS,
} from './choices.ts';
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

export const payoutRail = z.enum(PAYOUT_RAILS);
export const payoutBatchState = z.enum(PAYOUT_BATCH_STATES);
export const payoutItemState = z.enum(PAYOUT_ITEM_STATES);
const payoutMethod = z.enum(PAYOUT_METHODS);

/** Batches, items and requests are counted without an end. */
const rowId = z.number().int().positive();

/** What a signed-in person enters again: a screen may have been left alone. */
const proof = {
  password: text(1024).min(1),
  /** Of the second factor, where the person has one. */
  code: text(64).optional(),
};

const listed = {
  limit: z.number().int().min(1).max(500).default(100),
  cursor: cursor.optional(),
};

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

/** Somebody who is left out of a batch, and why. */
const leftOut = z.object({
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  /** What is payable; below zero, the affiliate owes it. */
  amount: moneyString,
  reason: z.enum(LEFT_OUT_REASONS),
  /** The same in words. */
  because: z.string(),
});

/** Payments that are made together. */
export const payoutBatch = z.object({
  /** Null in a dry run. */
  id: z.number().int().nullable(),
  storefront: z.string(),
  /** `conversion`: one conversion that was marked as paid. */
  kind: z.enum(['balances', 'conversion']),
  rail: payoutRail,
  currency,
  minimum: moneyString,
  state: payoutBatchState,
  total: moneyString,
  itemCount: z.number().int(),
  /** Of its items, by where they stand; those that are none are left out. */
  states: z.partialRecord(payoutItemState, z.object({ count: z.number().int(), amount: moneyString })),
  /** How often it was handed over to the bank or the provider. */
  attempt: z.number().int(),
  /** Names it to the bank or the provider. */
  messageId: z.string().nullable(),
  /** What went wrong last, in words. */
  problem: z.string().nullable(),
  /** The file for the bank, once it was submitted. */
  file: z.object({ name: z.string(), sha256: z.string() }).nullable(),
  /** The person who made it approved it, because nobody else could. */
  selfApproved: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  submittedAt: instant.nullable(),
  submittedBy: z.string().nullable(),
  settledAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  cancelledBy: z.string().nullable(),
});

const wholeBatch = payoutBatch.extend({ items: z.array(payoutItem), leftOut: z.array(leftOut) });

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

/** Where an affiliate is paid to, as far as it may be shown. */
const payoutDetails = z.object({
  affiliateId: z.number().int(),
  /** Null: nothing is known yet. */
  method: payoutMethod.nullable(),
  /** `…3000` of an IBAN, `j…@example.com` of an address. */
  hint: z.string().nullable(),
  holder: z.string().nullable(),
  /** Nothing is paid there before. */
  usableFrom: instant.nullable(),
  onHold: z.boolean(),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
});

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

const byId = z.strictObject({ id: rowId });

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
  listBatches: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List payout batches, newest first.',
    input: z.strictObject({
      storefront: label(64).optional(),
      rail: payoutRail.optional(),
      /** `unsettled`: handed over and not settled, which is `submitting`, `unknown` or `submitted`. */
      state: z.enum([...PAYOUT_BATCH_STATES, 'unsettled']).optional(),
      /** `conversion`: those of conversions that were marked as paid. */
      kind: z.enum(['balances', 'conversion']).optional(),
      from: bound.optional(),
      to: bound.optional(),
      withTotal,
      ...listed,
    }),
    output: countedPage(payoutBatch),
    rest: { route: 'GET /api/payouts/batches', project: 'items' },
  }),
  createBatch: mutation({
    access: 'operator',
    summary:
      'Draft a payout batch of what is payable: it reserves the amounts. A dry run only says what would be.',
    example: { rail: 'csv', currency: 'USD', minimum: '25.00', dryRun: true },
    input: z.strictObject({
      storefront: label(64).optional(),
      rail: payoutRail,
      currency,
      /** What must be payable at least; the storefront's own setting when left out. */
      minimum: money.optional(),
      /** Only these; everybody when left out. */
      affiliateIds: z.array(id).min(1).max(10_000).optional(),
      dryRun: z.boolean().optional(),
    }),
    output: wholeBatch,
    rest: { route: 'POST /api/payouts/batches', status: 201 },
  }),
  getBatch: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get a payout batch with its items and with who was left out.',
    input: byId,
    output: wholeBatch,
    rest: { route: 'GET /api/payouts/batches/:id' },
  }),
  approveBatch: mutation({
    access: 'operator',
    summary: 'Approve a batch that another person has drafted.',
    input: byId,
    output: wholeBatch,
    rest: { route: 'POST /api/payouts/batches/:id/approve' },
  }),
  submitBatch: mutation({
    access: 'operator',
    summary: 'Hand an approved batch over: make its file, or send it to the provider.',
    input: byId,
    output: wholeBatch,
    rest: { route: 'POST /api/payouts/batches/:id/submit' },
  }),
  settleBatch: mutation({
    access: 'operator',
    summary: 'Say what became of the items of a submitted batch; those that are not named were paid.',
    input: z.strictObject({
      id: rowId,
      items: z
        .array(
          z.strictObject({
            id: rowId,
            outcome: z.enum(['paid', 'failed', 'returned']),
            /** What was paid, where it is not what was asked. */
            amount: money.optional(),
            reason: label(1000).optional(),
          }),
        )
        .max(10_000)
        .optional(),
      /** What became of the items under way that are not named: `paid` unless told otherwise; `open`: nothing is known yet. */
      others: z.enum(['paid', 'open']).optional(),
    }),
    output: wholeBatch,
    rest: { route: 'POST /api/payouts/batches/:id/settle' },
  }),
  cancelBatch: mutation({
    access: 'operator',
    summary: 'Cancel a batch that was not handed over: its amounts are payable again.',
    input: byId,
    output: wholeBatch,
    rest: { route: 'POST /api/payouts/batches/:id/cancel' },
  }),
  answerBatch: mutation({
    access: 'operator',
    summary: 'Read a bank’s answer to a batch: pain.002, or a CSV with a reference and a status in each row.',
    input: z.strictObject({
      id: rowId,
      /** The file as text. */
      file: text(16 * 1024 * 1024).min(1),
      /** Its name, for the history. */
      name: label(255).optional(),
    }),
    output: z.object({
      format: z.enum(['pain.002', 'csv']),
      applied: z.number().int(),
      /** Said before, or older than what is known. */
      stale: z.number().int(),
      /** In suspense until a person decides. */
      mismatched: z.number().int(),
      /** References that no item of the batch has. */
      unknown: z.array(z.string()).max(100),
      batch: wholeBatch,
    }),
    maxRequestBytes: 20 * 1024 * 1024,
    rest: { route: 'POST /api/payouts/batches/:id/answers' },
  }),
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
    input: z.strictObject({ state: z.enum(['open', 'decided']).optional(), ...listed }),
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
  listPeriods: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List closed periods, newest first.',
    input: z.strictObject({ storefront: label(64).optional(), currency: currency.optional(), ...listed }),
    output: page(payoutPeriod),
    rest: { route: 'GET /api/payouts/periods', project: 'items' },
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
