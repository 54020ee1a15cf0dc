import { z } from 'zod';
import { LEFT_OUT_REASONS, PAYOUT_BATCH_STATES } from './choices.ts';
import { mutation, query } from './entry.ts';
import {
  bound,
  countedPage,
  currency,
  id,
  instant,
  label,
  money,
  moneyString,
  text,
  withTotal,
} from './fields.ts';
import { byId, listed, payoutBatchState, payoutItemState, payoutRail, rowId } from './payout-fields.ts';
import { payoutItem } from './payout-items.ts';

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

/** Payments that are made together, from the draft to the bank’s answer. */
export const payoutBatches = {
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
    summary: 'Get a payout batch with its items, unless told otherwise, and with who was left out.',
    input: byId.extend({
      /** `false`: `items` is empty, for batches whose items are read page by page (`listItems` with `batchId`). */
      withItems: z.boolean().optional(),
    }),
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
    summary:
      'Read a bank’s answer to a batch: pain.002, camt.052 to 054, or a CSV with a reference and a status in each row.',
    input: z.strictObject({
      id: rowId,
      /** The file as text. */
      file: text(16 * 1024 * 1024).min(1),
      /** Its name, for the history. */
      name: label(255).optional(),
    }),
    output: z.object({
      format: z.enum(['pain.002', 'camt', 'csv']),
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
} as const;
