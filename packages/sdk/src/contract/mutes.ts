import { z } from 'zod';
import { MUTE_KINDS } from './choices.ts';
import { mutation, query } from './entry.ts';
import { bound, countedPage, cursor, instant, label, listOrder, sku, text, withTotal } from './fields.ts';

const kind = z.enum(MUTE_KINDS);

/**
 * The SKU of a product there is; a supplier, letter for letter as products have it; or the beginning of SKUs, in any case
 * and taken literally.
 */
const value = sku;

/** Null: until somebody lifts it. */
const until = bound.nullable();

const note = text(500);

/** What a mute reaches now. */
const reach = z.object({
  /** Products that are not archived, counted up to 10,000. `isMore`: there are more. */
  products: z.object({ count: z.number().int(), isMore: z.boolean() }),
  /** Their alerts that are not resolved. */
  alerts: z.number().int(),
});

/** Products that the hub does not announce until a time, whether or not they are low yet. */
const mute = z.object({
  id: z.uuid(),
  kind,
  value: z.string(),
  until: instant.nullable(),
  note: z.string().nullable(),
  createdAt: instant,
  createdBy: z.string(),
  reach,
});

export const mutes = {
  listMutes: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'List the mutes in force; unless told otherwise, newest first.',
    input: z.strictObject({
      kind: kind.optional(),
      /** The beginning of the value, in any case. */
      match: label(255).optional(),
      /** Only mutes that reach this product. */
      sku: sku.optional(),
      /** `until`: a mute without an end comes last in either order. */
      sort: z.enum(['createdAt', 'until', 'value']).default('createdAt'),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(200).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(mute),
    rest: { route: 'GET /api/alerts/mutes', project: 'items' },
  }),
  previewMute: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'How many products and alerts a mute would reach now.',
    input: z.strictObject({ kind, value }),
    output: reach,
    rest: { route: 'GET /api/alerts/mutes/preview' },
  }),
  createMute: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary:
      'Say nothing of products until a time, also before they are low; what is low then is announced. The same mute twice is one.',
    example: { kind: 'prefix', value: 'SUMMER-', until: '2027-05-01T07:00:00.000Z', note: 'Out of season' },
    input: z.strictObject({ kind, value, until, note: note.optional() }),
    output: mute.extend({
      /** False: there was this mute already. */
      created: z.boolean(),
    }),
    rest: { route: 'POST /api/alerts/mutes', status: 201, createdField: 'created' },
  }),
  updateMute: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Change the end or the note of a mute.',
    input: z.strictObject({
      id: z.uuid(),
      until: until.optional(),
      note: note.nullable().optional(),
      /** Refuse with 409 unless these fields are this now: what the caller saw. */
      expected: z.strictObject({ until: until.optional(), note: note.nullable().optional() }).optional(),
    }),
    output: mute,
    rest: { route: 'PATCH /api/alerts/mutes/:id' },
  }),
  liftMute: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'End a mute now: the next scan announces what is low, in one message.',
    input: z.strictObject({
      id: z.uuid(),
      /** Refuse with 409 unless the mute ends at this time: what the caller saw. */
      expectedUntil: until.optional(),
    }),
    output: mute,
    rest: { route: 'POST /api/alerts/mutes/:id/lift' },
  }),
} as const;
