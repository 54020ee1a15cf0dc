import { z } from 'zod';
import { EPISODE_STATUSES } from './choices.ts';
import { attempt, deliveries, delivery } from './deliveries.ts';
import { mutation, query } from './entry.ts';
import { bound, countedPage, cursor, instant, label, listOrder, sku, text, withTotal } from './fields.ts';
import { mutes } from './mutes.ts';

export const episodeStatus = z.enum(EPISODE_STATUSES);

const units = z.number().int();

/** One shortage of one product, from the moment its stock fell below its threshold until it was restocked. */
export const episode = z.object({
  id: z.uuid(),
  sku: z.string(),
  name: z.string(),
  supplier: z.string().nullable(),
  /** As they are now. */
  stock: units,
  threshold: units,
  /** The stock that ends the shortage: somewhat above the threshold. */
  recoversAt: units,
  status: episodeStatus,
  openedAt: instant,
  /** The lowest level that was announced, and when that was; null until it was announced. */
  announcedStock: units.nullable(),
  announcedAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  snoozedUntil: instant.nullable(),
  snoozedBy: z.string().nullable(),
  resolvedAt: instant.nullable(),
  /** What keeps it from being announced, whatever its status; of several mutes, the one that lasts longest. */
  mute: z
    .object({
      id: z.uuid(),
      /** Null: until somebody lifts it. */
      until: instant.nullable(),
      by: z.string(),
    })
    .nullable(),
});

/** One line of an episode's timeline. */
const timelineEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), at: instant, stock: units.nullable(), threshold: units.nullable() }),
  z.object({
    kind: z.literal('announced'),
    at: instant,
    stock: units.nullable(),
    reason: z.enum(['new', 'lower', 'reminder', 'first_channel']).nullable(),
  }),
  z.object({
    kind: z.literal('suppressed'),
    at: instant,
    stock: units.nullable(),
    reason: z.enum(['cooldown', 'grouped', 'snoozed', 'acknowledged', 'no_channel', 'muted']),
    /** Who muted the product, and until when (null: until it is lifted); of other reasons, both are null. */
    by: z.string().nullable(),
    until: instant.nullable(),
  }),
  z.object({ kind: z.literal('acknowledged'), at: instant, by: z.string(), note: z.string().nullable() }),
  z.object({
    kind: z.literal('snoozed'),
    at: instant,
    by: z.string(),
    until: instant,
    note: z.string().nullable(),
  }),
  /** By an operator, or when a snooze ended (`by` is null). */
  z.object({
    kind: z.literal('reopened'),
    at: instant,
    by: z.string().nullable(),
    note: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('resolved'),
    at: instant,
    stock: units.nullable(),
    reason: z.enum(['restocked', 'threshold', 'archived']).nullable(),
  }),
  z.object({
    kind: z.literal('delivery'),
    at: instant,
    delivery: delivery.pick({
      id: true,
      alertId: true,
      channel: true,
      kind: true,
      itemCount: true,
      status: true,
      nextAttemptAt: true,
      deliveredAt: true,
    }),
    attempts: z.array(attempt),
  }),
]);

/** Which alerts; the same in lists and in actions. */
const episodeFilter = {
  sku: sku.optional(),
  /** The beginning of a SKU, in any case. */
  match: label(255).optional(),
  /** Of the product now. `recovering`: at its threshold or above, and not yet at `recoversAt`. */
  severity: z.enum(['outOfStock', 'low', 'recovering']).optional(),
  /** Opened then or later, and before then. */
  openedFrom: bound.optional(),
  openedTo: bound.optional(),
};

/** The alerts that an action is meant for: those with these ids, or all that match a filter. */
const meant = {
  ids: z.array(z.uuid()).min(1).max(500).optional(),
  /** All alerts that match, however many, but for those that were opened after `asOf`. */
  filter: z
    .strictObject({
      status: z.enum(['active', 'open', 'acknowledged', 'snoozed']).default('active'),
      ...episodeFilter,
    })
    .optional(),
  /** When the caller saw them: what `listEpisodes` answered. */
  asOf: bound.optional(),
  note: text(500).optional(),
};

interface Meant {
  ids?: unknown;
  filter?: unknown;
  asOf?: unknown;
}

/** Refuses what is neither the one nor the other, or both, by the field that is missing or too much. */
function refuseHalf({ ids, filter, asOf }: Meant, context: z.core.$RefinementCtx): void {
  const isFiltered = filter !== undefined || asOf !== undefined;
  const field = ids === undefined && isFiltered ? (filter === undefined ? 'filter' : 'asOf') : 'ids';
  const isWhole = ids === undefined ? filter !== undefined && asOf !== undefined : !isFiltered;
  if (isWhole) return;
  context.addIssue({
    code: 'custom',
    path: [field],
    message: 'an action takes either ids, or a filter with asOf',
  });
}

const changed = z.object({
  /**
   * With `ids`, the episodes as they are now; those that were resolved meanwhile are missing. Empty with `filter`.
   */
  episodes: z.array(episode),
  /** The number of episodes that changed. */
  applied: z.number().int(),
  /** The numbers of those that did not, and why. */
  left: z.object({
    /** They were in this state already. */
    unchanged: z.number().int(),
    /** They were resolved meanwhile. */
    resolved: z.number().int(),
    /** There is no such episode. */
    unknown: z.number().int(),
  }),
  /**
   * What `bulk.undoChange` and `bulk.getChange` know this change by. Null of one episode by its id, of what a key did, and
   * where none changed.
   */
  changeId: z.uuid().nullable(),
});

export const alerts = {
  listEpisodes: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'List alerts; unless told otherwise, newest first.',
    input: z.strictObject({
      /** `active`: all that are not resolved. */
      status: z.enum(['active', ...episodeStatus.options]).default('active'),
      ...episodeFilter,
      /** `urgency`: what is out of stock, then what has least of its threshold left, then what is open longest. */
      sort: z.enum(['openedAt', 'urgency', 'sku', 'status']).default('openedAt'),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(episode),
    rest: { route: 'GET /api/alerts', project: 'items' },
  }),
  countEpisodes: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'How many alerts there are in each state; resolved ones of the last 30 days.',
    input: z.strictObject({}),
    output: z.object({
      open: z.number().int(),
      acknowledged: z.number().int(),
      snoozed: z.number().int(),
      resolved: z.number().int(),
      /** Of those that are not resolved: how many a mute keeps from being announced. */
      muted: z.number().int(),
      /** Mutes, whether or not they reach an alert now. */
      mutes: z.number().int(),
    }),
    rest: { route: 'GET /api/alerts/counts' },
  }),
  getEpisode: query({
    access: 'analyst',
    scope: 'ops:read',
    summary:
      'One alert with all that happened to it, oldest first: announcements, what was not said and why, deliveries.',
    input: z.strictObject({ id: z.uuid() }),
    output: z.object({ episode, timeline: z.array(timelineEntry) }),
    rest: { route: 'GET /api/alerts/:id' },
  }),
  acknowledgeEpisodes: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Say that somebody takes care: no more reminders; a lower level is still announced.',
    input: z.strictObject(meant).superRefine(refuseHalf),
    output: changed,
    rest: { route: 'POST /api/alerts/acknowledge' },
  }),
  snoozeEpisodes: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Say nothing at all of these alerts until a time, at most 90 days ahead.',
    input: z.strictObject({ ...meant, until: instant }).superRefine(refuseHalf),
    output: changed,
    rest: { route: 'POST /api/alerts/snooze' },
  }),
  reopenEpisodes: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Take an acknowledgement or a snooze back.',
    input: z.strictObject(meant).superRefine(refuseHalf),
    output: changed,
    rest: { route: 'POST /api/alerts/reopen' },
  }),
  ...mutes,
  /** Where deliveries have been from the first version on; `deliveries` has them as well. */
  ...deliveries,
} as const;
