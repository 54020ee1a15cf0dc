import { z } from 'zod';
import { query } from './entry.ts';
import { cursor, instant, page } from './fields.ts';

const refusedKind = z.enum(['click', 'order', 'refund', 'link']);

/** An event that the hub refused, or stored and does not count. */
export const refusedEvent = z.object({
  id: z.number().int(),
  at: instant,
  /** Id of the storefront whose key sent it; null without one. */
  storefrontId: z.number().int().nullable(),
  kind: refusedKind,
  /** The error's code, or why it is not counted: `bot`, `duplicate`, `paused`. */
  reason: z.string(),
  /** Names the field. */
  message: z.string(),
  /** Stored, and only not counted. */
  isStored: z.boolean(),
  /** The page's origin, where a browser sent it. */
  origin: z.string().nullable(),
  /** What was sent, without what names a visitor; long texts are cut. */
  body: z.record(z.string(), z.unknown()),
});

export const refusals = {
  listRefusedEvents: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'List a sample of the events that were refused or not counted in the last 7 days, newest first.',
    input: z.strictObject({
      kind: refusedKind.optional(),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: page(refusedEvent),
    rest: { route: 'GET /api/refused-events', project: 'items' },
  }),
} as const;
