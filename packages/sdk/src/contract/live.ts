import { z } from 'zod';
import { today, todayInput } from './analytics.ts';
import { subscription } from './entry.ts';
import { instant } from './fields.ts';

/**
 * What changes are told of. `traffic`: clicks, once they are counted. `orders`: orders, refunds and what happens to them.
 * `stock`: levels and products. `alerts`: what happens to alerts. `deliveries`: messages and how channels fare.
 */
export const liveTopic = z.enum(['traffic', 'orders', 'stock', 'alerts', 'deliveries']);

/**
 * That something has changed, never what: read it anew. The first message of a stream is where it begins, mostly without
 * topics.
 */
const change = z.object({
  topics: z.array(liveTopic),
  at: instant,
  /** Leave so much time between two readings: the more watch, the more. */
  pauseMilliseconds: z.number().int(),
  /** The figures of today that were asked for, read after the change; left out where they could not be read. */
  today: today.optional(),
});

/** The stream cannot tell what has changed since `lastEventId`: read everything anew. */
const reset = z.object({ reset: z.literal(true), at: instant });

/** The hub cannot see changes now, because its database does not answer; `false`: it sees them again. */
const stale = z.object({ stale: z.boolean(), at: instant });

/** One message of the stream. */
export const liveMessage = z.union([change, reset, stale]);

export const live = {
  watch: subscription({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'Tells what has changed, within two seconds and at most once a second.',
    input: z.strictObject({
      topics: z.array(liveTopic).min(1).max(liveTopic.options.length),
      /**
       * Sends `analytics.getToday` with each change, so that a page need not ask: it is read once for all who watch, and
       * messages leave `pauseMilliseconds` between them.
       */
      today: todayInput.optional(),
      /** The id of the last message that arrived, to go on after it; clients of tRPC add it by themselves. */
      lastEventId: z.string().max(64).optional(),
    }),
    output: liveMessage,
  }),
} as const;
