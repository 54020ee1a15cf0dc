import { z } from 'zod';
import { DELIVERY_STATUSES } from './choices.ts';
import { mutation, query } from './entry.ts';
import { bound, channelName, countedPage, cursor, instant, listOrder, withTotal } from './fields.ts';

export const deliveryStatus = z.enum(DELIVERY_STATUSES);

const units = z.number().int();
const ids = z.array(z.uuid()).min(1).max(500);

/** One attempt at a delivery. `outcome` is null while it runs, and for ever when the process died in it. */
export const attempt = z.object({
  attempt: z.number().int(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  outcome: z.enum(['delivered', 'retry', 'terminal']).nullable(),
  /** The provider's answer or the reason, secrets left out. */
  detail: z.string().nullable(),
});

/** A message on its way to one channel. */
export const delivery = z.object({
  id: z.uuid(),
  /** The same on every channel and in every attempt; stands in the message. */
  alertId: z.uuid(),
  channel: channelName,
  kind: z.enum(['alert', 'digest', 'restocked', 'alarm', 'event']),
  /** How many products it names; 0 for an alarm and for an event. */
  itemCount: z.number().int(),
  /** The most urgent of them, at most 5. */
  skus: z.array(z.string()),
  /** What an alarm says, or an event's type; null for the others. */
  message: z.string().nullable(),
  status: deliveryStatus,
  attempts: z.number().int(),
  nextAttemptAt: instant.nullable(),
  /** Why the last attempt failed; of a delivered message a warning, such as a recipient that the server refused. */
  lastError: z.string().nullable(),
  createdAt: instant,
  deliveredAt: instant.nullable(),
});

export const deliveries = {
  listDeliveries: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'List messages and what became of them; unless told otherwise, newest first.',
    input: z.strictObject({
      status: deliveryStatus.optional(),
      channel: channelName.optional(),
      /** Raised then or later, and before then. */
      from: bound.optional(),
      to: bound.optional(),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(delivery),
    rest: { route: 'GET /api/alerts/deliveries', project: 'items' },
  }),
  getDelivery: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'One message: what it names, and every attempt at it.',
    input: z.strictObject({ id: z.uuid() }),
    output: z.object({
      delivery,
      /** Most urgent first; at most 500. */
      items: z.array(z.object({ sku: z.string(), name: z.string(), stock: units, threshold: units })),
      attempts: z.array(attempt),
    }),
    rest: { route: 'GET /api/alerts/deliveries/:id' },
  }),
  redriveDeliveries: mutation({
    access: 'operator',
    scope: 'ops:write',
    summary:
      'Send given-up messages again: those named, or all of a channel; at most 500 at once, the oldest first.',
    input: z
      .strictObject({ ids: ids.optional(), channel: channelName.optional() })
      .refine((which) => which.ids !== undefined || which.channel !== undefined, {
        path: ['ids'],
        error: 'or a channel must be given',
      }),
    output: z.object({
      /** How many are on their way again; others were not given up. */
      redriven: z.number().int(),
    }),
    rest: { route: 'POST /api/alerts/deliveries/redrive' },
  }),
} as const;
