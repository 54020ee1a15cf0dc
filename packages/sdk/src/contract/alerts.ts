import { z } from 'zod';
import { EPISODE_STATUSES } from './choices.ts';
import { attempt, deliveries, delivery } from './deliveries.ts';
import { mutation, query } from './entry.ts';
import { cursor, instant, page, sku, text } from './fields.ts';

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
    reason: z.enum(['cooldown', 'grouped', 'snoozed', 'acknowledged', 'no_channel']),
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

const ids = z.array(z.uuid()).min(1).max(500);
const note = text(500).optional();
const changed = z.object({
  /** The episodes that changed; those that were resolved meanwhile are missing. */
  episodes: z.array(episode),
});

export const alerts = {
  listEpisodes: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'List alerts, newest first.',
    input: z.strictObject({
      /** `active`: all that are not resolved. */
      status: z.enum(['active', ...episodeStatus.options]).default('active'),
      sku: sku.optional(),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: page(episode),
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
    input: z.strictObject({ ids, note }),
    output: changed,
    rest: { route: 'POST /api/alerts/acknowledge' },
  }),
  snoozeEpisodes: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Say nothing at all of these alerts until a time, at most 90 days ahead.',
    input: z.strictObject({ ids, until: instant, note }),
    output: changed,
    rest: { route: 'POST /api/alerts/snooze' },
  }),
  reopenEpisodes: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary: 'Take an acknowledgement or a snooze back.',
    input: z.strictObject({ ids, note }),
    output: changed,
    rest: { route: 'POST /api/alerts/reopen' },
  }),
  /** Where deliveries have been from the first version on; `deliveries` has them as well. */
  ...deliveries,
} as const;
