import { z } from 'zod';
import { inTestMode, mutation, query } from './entry.ts';
import { cursor, instant, label, page } from './fields.ts';

const testEventKind = z.enum(['click', 'order', 'refund', 'stock']);
const testEventOutcome = z.enum(['recorded', 'not_counted', 'refused']);
const fields = z.record(z.string(), z.unknown());

/** What a test key reported, and what would have become of it. */
export const testEvent = z.object({
  id: z.number().int(),
  at: instant,
  /** Slug of the key's storefront. */
  storefront: z.string(),
  kind: testEventKind,
  /** `recorded`: a click counts, an order is taken. `not_counted`: a live click would be stored and not counted. */
  outcome: testEventOutcome,
  /** The error's code, or why it would not be counted: `bot`, `duplicate`, `paused`. */
  reason: z.string().nullable(),
  /** The same in words; names the field. */
  message: z.string().nullable(),
  affiliateHandle: z.string().nullable(),
  /** What was sent, without what names a visitor; long texts are cut. */
  body: fields,
  /** What became of it: an order's commission and refunds, a product's simulated stock. */
  result: fields.nullable(),
  /** The event that your own server would have been sent. */
  hubEvent: fields.nullable(),
});

const storefront = label(64).optional();

export const testEvents = {
  listTestEvents: inTestMode(
    query({
      access: 'analyst',
      scope: 'ops:read',
      summary: 'List what test keys reported in the last 7 days, newest first, and why it would not count.',
      input: z.strictObject({
        kind: testEventKind.optional(),
        outcome: testEventOutcome.optional(),
        /** Slug; a storefront's key sees its own only. */
        storefront,
        limit: z.number().int().min(1).max(500).default(50),
        cursor: cursor.optional(),
      }),
      output: page(testEvent),
      rest: { route: 'GET /api/test-events', project: 'items' },
    }),
  ),
  removeTestEvents: inTestMode(
    mutation({
      access: 'operator',
      scope: 'ops:write',
      summary:
        'Delete the test events of a storefront, or of all: its test orders and test stock start anew.',
      input: z.strictObject({
        /** Slug; a storefront's key deletes its own only. */
        storefront,
      }),
      output: z.object({ removed: z.number().int() }),
      rest: { route: 'POST /api/test-events/remove' },
    }),
  ),
} as const;
