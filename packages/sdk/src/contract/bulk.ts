import { z } from 'zod';
import { affiliateFilter, affiliateStatus } from './affiliates.ts';
import { conversionFilter } from './conversions.ts';
import { mutation, query } from './entry.ts';
import {
  basisPoints,
  bound,
  countedPage,
  cursor,
  instant,
  listOrder,
  moneyString,
  text,
  units,
  withTotal,
} from './fields.ts';
import { productFilter } from './inventory.ts';
import { MAX_INTEGER } from './limits.ts';

/** The rows that a change is about: these, or all that match a filter. */
function rowsOf<Filter extends z.ZodType>(filter: Filter) {
  return {
    ids: z.array(z.number().int().positive().max(MAX_INTEGER)).min(1).max(5000).optional(),
    /** All that match, however many, but for those that were added after `asOf`. */
    filter: filter.optional(),
    /** When the caller saw them: what the list answered. */
    asOf: bound.optional(),
  };
}

interface Rows {
  ids?: unknown;
  filter?: unknown;
  asOf?: unknown;
}

/** Refuses what is neither the one nor the other, or both, by the field that is missing or too much. */
function refuseHalf({ ids, filter, asOf }: Rows, context: z.core.$RefinementCtx): void {
  const isFiltered = filter !== undefined || asOf !== undefined;
  const isWhole = ids === undefined ? filter !== undefined && asOf !== undefined : !isFiltered;
  if (isWhole) return;
  const field = ids === undefined && isFiltered ? (filter === undefined ? 'filter' : 'asOf') : 'ids';
  context.addIssue({
    code: 'custom',
    path: [field],
    message: 'a change of many takes either ids, or a filter with asOf',
  });
}

const productChange = z.discriminatedUnion('set', [
  z.strictObject({ set: z.literal('threshold'), to: units }),
  z.strictObject({
    set: z.literal('thresholdBy'),
    units: z.number().int().min(-MAX_INTEGER).max(MAX_INTEGER),
  }),
  /** 10 makes 20 units 22; the result is rounded to whole units. */
  z.strictObject({ set: z.literal('thresholdByPercent'), percent: z.number().min(-100).max(100_000) }),
  z.strictObject({ set: z.literal('supplier'), to: text(255).nullable() }),
  z.strictObject({ set: z.literal('archived'), to: z.boolean() }),
]);

const affiliateChange = z.discriminatedUnion('set', [
  z.strictObject({ set: z.literal('commission'), toBps: basisPoints.nullable() }),
  z.strictObject({ set: z.literal('status'), to: affiliateStatus }),
]);

const conversionChange = z.strictObject({ step: z.enum(['verify', 'approve', 'markPaid', 'void']) });

/**
 * Why a row stays as it is. `changed`: somebody changed it after this was prepared; `kept`: after it was applied, so that
 * the undo left it; `merged`: an affiliate that was merged into another stays archived; `wrong_state`: the step does not
 * start from its state; `taken`: another conversion of the order is verified; `in_payout`: a payout of it is under way;
 * `own_draft`: the caller has drafted its payout, so that another person must approve it.
 */
const reason = z.enum([
  'unchanged',
  'out_of_range',
  'merged',
  'wrong_state',
  'taken',
  'in_payout',
  'own_draft',
  'changed',
  'unknown',
  'kept',
]);

/** A change of many rows, and how far it is. */
export const bulkChange = z.object({
  id: z.uuid(),
  /** `alerts`: acknowledged, snoozed or reopened by a person, who did several at once or all that match a filter. */
  kind: z.enum(['products', 'affiliates', 'conversions', 'alerts']),
  change: z.record(z.string(), z.json()),
  /** `ready`: nothing has changed yet. `running` and `undoing`: call again until it says `done` or `undone`. */
  state: z.enum(['ready', 'running', 'done', 'undoing', 'undone']),
  /** The rows that it is about. */
  total: z.number().int(),
  /** Still to be changed. */
  open: z.number().int(),
  applied: z.number().int(),
  undone: z.number().int(),
  /** Those that stay as they are, by reason, with the first ten names. */
  left: z.array(z.object({ reason, count: z.number().int(), names: z.array(z.string()) })),
  /** The first ten of those that change, or did. */
  first: z.array(z.object({ name: z.string(), before: z.json(), after: z.json() })),
  /** Of conversions that change, or did; the commission without what refunds took of it. */
  sums: z.array(z.object({ currency: z.string(), revenue: moneyString, commission: moneyString })),
  /** Who changed the rows that an undo left as they are. */
  changedBy: z.array(z.string()),
  canUndo: z.boolean(),
  createdAt: instant,
});

const kind = bulkChange.shape.kind;

/** A change that was made, as lists have it. */
export const listedBulkChange = bulkChange
  .pick({
    id: true,
    kind: true,
    change: true,
    state: true,
    total: true,
    open: true,
    applied: true,
    undone: true,
    canUndo: true,
    createdAt: true,
  })
  .extend({
    /** Who made it; null: somebody who has left the team. */
    by: z.string().nullable(),
    /** When it began. */
    appliedAt: instant.nullable(),
  });

const changeId = z.strictObject({ id: z.uuid() });

export const bulk = {
  prepareProducts: mutation({
    access: 'operator',
    summary: 'Say what a change of many products would do. Changes nothing yet.',
    input: z
      .strictObject({
        /** The caller’s own: the same id again is the same change. */
        id: z.uuid(),
        ...rowsOf(z.strictObject(productFilter)),
        change: productChange,
      })
      .superRefine(refuseHalf),
    output: bulkChange,
    rest: { route: 'POST /api/bulk/products' },
  }),
  prepareAffiliates: mutation({
    access: 'operator',
    summary: 'Say what a change of many affiliates would do. Changes nothing yet.',
    input: z
      .strictObject({ id: z.uuid(), ...rowsOf(z.strictObject(affiliateFilter)), change: affiliateChange })
      .superRefine(refuseHalf),
    output: bulkChange,
    rest: { route: 'POST /api/bulk/affiliates' },
  }),
  prepareConversions: mutation({
    access: 'operator',
    summary: 'Say what a step of up to 10,000 conversions would do. Changes nothing yet.',
    input: z
      .strictObject({ id: z.uuid(), ...rowsOf(z.strictObject(conversionFilter)), change: conversionChange })
      .superRefine(refuseHalf),
    output: bulkChange,
    rest: { route: 'POST /api/bulk/conversions' },
  }),
  applyChange: mutation({
    access: 'operator',
    summary:
      'Make a prepared change, for a few seconds at a time: call it again until it is `done`. Rows that somebody changed meanwhile stay.',
    input: changeId,
    output: bulkChange,
    rest: { route: 'POST /api/bulk/:id/apply' },
  }),
  undoChange: mutation({
    access: 'operator',
    summary:
      'Give rows back what they had before a change, for a few seconds at a time: call it again until it is `undone`. Rows that somebody changed since stay.',
    input: changeId,
    output: bulkChange,
    rest: { route: 'POST /api/bulk/:id/undo' },
  }),
  getChange: query({
    access: 'operator',
    summary: 'A change of many rows, and how far it is; kept for 30 days.',
    input: changeId,
    output: bulkChange,
    rest: { route: 'GET /api/bulk/:id' },
  }),
  listChanges: query({
    access: 'operator',
    summary:
      'List the changes of many rows that were made in the last 30 days, newest first unless told otherwise.',
    input: z.strictObject({
      kind: kind.optional(),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(200).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(listedBulkChange),
    rest: { route: 'GET /api/bulk' },
  }),
} as const;
